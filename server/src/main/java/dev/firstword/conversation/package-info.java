/**
 * Conversations and their messages, read in pages. Start reading at {@link
 * dev.firstword.conversation.ConversationStore}.
 */
@NullMarked
package dev.firstword.conversation;

import org.jspecify.annotations.NullMarked;
