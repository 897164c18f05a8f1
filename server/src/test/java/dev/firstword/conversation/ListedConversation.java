package dev.firstword.conversation;

import dev.firstword.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One conversation of one caller, in a list, that counts how many messages are asked for. */
final class ListedConversation implements ConversationStore {

  static final String ID = "conv_1";
  static final Caller OWNER = new Caller("acme", "ada");

  private final List<Message> messages = new ArrayList<>();
  int messagesRead;
  boolean deleted;

  /** Adds a message and the place of its answer; returns the message's id. */
  String ask(String text) {
    String id = add(Message.Author.USER, text, Message.State.COMPLETE);
    add(Message.Author.ASSISTANT, "", Message.State.PENDING);
    return id;
  }

  /** Completes the newest answer. */
  void answer(String text) {
    Message pending = messages.removeLast();
    messages.add(
        new Message(
            pending.id(),
            pending.position(),
            pending.author(),
            text,
            Message.State.COMPLETE,
            0,
            "turn"));
  }

  private String add(Message.Author author, String text, Message.State state) {
    long position = messages.size() + 1L;
    messages.add(new Message("msg_" + position, position, author, text, state, 0, "turn"));
    return "msg_" + position;
  }

  /** The texts before a message, newest first. */
  List<String> textsBefore(String messageId) {
    return before(messageId).reversed().stream().map(Message::text).toList();
  }

  private List<Message> before(String messageId) {
    return messages.stream().takeWhile(message -> !message.id().equals(messageId)).toList();
  }

  @Override
  public Optional<Page> page(
      Caller caller, String conversationId, @Nullable String before, int limit) {
    if (deleted || !caller.equals(OWNER) || before == null) {
      return Optional.empty();
    }
    List<Message> older = before(before);
    List<Message> page = older.subList(Math.max(0, older.size() - limit), older.size());
    messagesRead += page.size();
    boolean more = page.size() < older.size();
    return Optional.of(new Page(page, more ? page.getFirst().id() : null, null));
  }

  @Override
  public boolean exists(Caller caller, String conversationId) {
    return !deleted && caller.equals(OWNER);
  }

  @Override
  public List<Conversation> list(Caller caller, int limit) {
    return List.of();
  }

  @Override
  public boolean delete(Caller caller, String conversationId) {
    deleted = true;
    return true;
  }
}
