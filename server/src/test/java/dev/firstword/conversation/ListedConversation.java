package dev.firstword.conversation;

import dev.firstword.identity.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One conversation of one caller, in a list, that counts how many messages are asked for. */
public final class ListedConversation implements ConversationStore {

  public static final String ID = "conv_1";
  public static final Caller OWNER = new Caller("acme", "ada");

  private final List<Message> messages = new CopyOnWriteArrayList<>();
  public final AtomicInteger messagesRead = new AtomicInteger();
  public boolean deleted;

  /** Where set, a page is given once it is open. */
  public volatile @Nullable CountDownLatch gate;

  /** How many wait there. */
  public volatile int waiting;

  /** Whether only the newest page is ever given. */
  public volatile boolean hangsAfterFirstPage;

  public volatile boolean failing;

  private void waitAtGate(boolean older) {
    CountDownLatch closed = hangsAfterFirstPage && older ? new CountDownLatch(1) : gate;
    if (closed == null) {
      return;
    }
    waiting = 1;
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("given up", e);
    }
  }

  /** Adds a message and the place of its answer; returns the message's id. */
  public String ask(String text) {
    String id = add(Message.Author.USER, text, Message.State.COMPLETE);
    add(Message.Author.ASSISTANT, "", Message.State.PENDING);
    return id;
  }

  /** Where a message is in the conversation, from 1. */
  public long positionOf(String messageId) {
    return before(messageId).size() + 1L;
  }

  /** Completes the newest answer. */
  public void answer(String text) {
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

  private List<Message> before(@Nullable String messageId) {
    return messages.stream().takeWhile(message -> !message.id().equals(messageId)).toList();
  }

  @Override
  public Optional<Page> page(
      Caller caller, String conversationId, @Nullable String before, int limit) {
    if (failing) {
      throw new IllegalStateException("the conversation can't be read");
    }
    if (deleted || !caller.equals(OWNER)) {
      return Optional.empty();
    }
    waitAtGate(before != null);
    List<Message> older = before(before);
    List<Message> page = older.subList(Math.max(0, older.size() - limit), older.size());
    messagesRead.addAndGet(page.size());
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
