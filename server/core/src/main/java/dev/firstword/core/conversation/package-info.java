/**
 * Conversations and their messages, read in pages. Start reading at {@link
 * dev.firstword.core.conversation.ConversationStore}.
 */
@NullMarked
package dev.firstword.core.conversation;

import org.jspecify.annotations.NullMarked;
