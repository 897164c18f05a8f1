/**
 * The history: conversations and their messages, a page at a time. Start reading at {@link
 * dev.firstword.conversation.ConversationStore}.
 */
@NullMarked
package dev.firstword.conversation;

import org.jspecify.annotations.NullMarked;
