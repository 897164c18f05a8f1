package dev.firstword.core.conversation;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store with one conversation of one caller, which counts the messages that are read. */
public final class InMemoryConversation implements ConversationStore {

  public static final String ID = "conv_1";
  public static final Caller OWNER = new Caller("acme", "ada");

  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final Set<String> replaced = ConcurrentHashMap.newKeySet();
  public final AtomicInteger messagesRead = new AtomicInteger();
  public final AtomicInteger pagesRead = new AtomicInteger();
  public boolean deleted;

  /** If set, pages are returned only once it has opened. */
  public volatile @Nullable CountDownLatch gate;

  /** The number of readers that wait for the gate. */
  public volatile int waiting;

  /** Whether reading beyond the newest page blocks forever. */
  public volatile boolean blocksAfterFirstPage;

  public volatile boolean failing;

  private void waitAtGate(boolean older) {
    CountDownLatch closed = blocksAfterFirstPage && older ? new CountDownLatch(1) : gate;
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

  /** Adds a message and the placeholder of its answer; returns the id of the message. */
  public String addQuestion(String text) {
    return addQuestion(text, List.of());
  }

  /** Adds a message with parts and the placeholder of its answer; returns the message's id. */
  public String addQuestion(String text, List<ContentPart> parts) {
    String id = add(Message.Author.USER, text, Message.State.COMPLETE, parts);
    add(Message.Author.ASSISTANT, "", Message.State.PENDING, List.of());
    return id;
  }

  /** Returns the position of a message in the conversation, from 1. */
  public long positionOf(String messageId) {
    return messages.stream()
        .filter(message -> message.id().equals(messageId))
        .findFirst()
        .orElseThrow()
        .position();
  }

  /** Replaces a message and all after it: no page has them from now on. */
  public void replaceFrom(String messageId) {
    messages.stream()
        .dropWhile(message -> !message.id().equals(messageId))
        .forEach(message -> replaced.add(message.id()));
  }

  /** Completes the newest answer. */
  public void completeAnswer(String text) {
    completeAnswer(text, List.of());
  }

  /** Completes the newest answer, which has these parts. */
  public void completeAnswer(String text, List<ContentPart> parts) {
    Message pending = messages.removeLast();
    messages.add(
        new Message(
            pending.id(),
            pending.position(),
            pending.author(),
            text,
            Message.State.COMPLETE,
            0,
            "turn",
            List.of(),
            parts));
  }

  private String add(
      Message.Author author, String text, Message.State state, List<ContentPart> parts) {
    long position = messages.size() + 1L;
    messages.add(
        new Message("msg_" + position, position, author, text, state, 0, "turn", List.of(), parts));
    return "msg_" + position;
  }

  /** Returns the texts before a message, newest first. */
  List<String> textsBefore(String messageId) {
    return messagesBefore(messageId).reversed().stream().map(Message::text).toList();
  }

  private List<Message> messagesBefore(@Nullable String messageId) {
    return messages.stream()
        .takeWhile(message -> !message.id().equals(messageId))
        .filter(message -> !replaced.contains(message.id()))
        .toList();
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
    List<Message> older = messagesBefore(before);
    List<Message> page = older.subList(Math.max(0, older.size() - limit), older.size());
    messagesRead.addAndGet(page.size());
    pagesRead.incrementAndGet();
    boolean more = page.size() < older.size();
    return Optional.of(new Page(page, more ? page.getFirst().id() : null, null));
  }

  @Override
  public boolean exists(Caller caller, String conversationId) {
    return !deleted && caller.equals(OWNER);
  }

  @Override
  public List<Conversation> list(Caller caller, Filter filter, int limit) {
    return List.of();
  }

  @Override
  public boolean rename(Caller caller, String conversationId, String title) {
    return false;
  }

  @Override
  public boolean delete(Caller caller, String conversationId) {
    deleted = true;
    return true;
  }
}
