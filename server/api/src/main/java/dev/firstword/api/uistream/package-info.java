/**
 * The UI message stream of the AI SDK, which its chat hooks read: requests, chunks, and stored
 * messages. Start with {@link dev.firstword.api.uistream.UiMessageTranslator}, which is the table
 * from the events of a turn to chunks.
 */
@NullMarked
package dev.firstword.api.uistream;

import org.jspecify.annotations.NullMarked;
