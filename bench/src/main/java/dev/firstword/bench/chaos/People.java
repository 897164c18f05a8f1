package dev.firstword.bench.chaos;

import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.Person;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What is asked of many people at once. */
final class People {

  private People() {}

  /** Lets each of them begin, on a thread of its own. */
  static void begin(List<Person> people) {
    people.forEach(Thread::startVirtualThread);
  }

  /** Waits until that moment has come, or can't come any more, for all of them. */
  static void await(
      List<Person> people, Function<Person, CompletableFuture<?>> moment, Duration limit)
      throws Exception {
    CompletableFuture.allOf(people.stream().map(moment).toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Events as they are on the wire, to be compared. */
  static List<String> lines(List<Event> events) {
    return events.stream().map(event -> event.id() + " " + event.data()).toList();
  }

  /** The type of the last event, or "nothing". */
  static String end(Person person) {
    return person.terminal().map(Event::type).orElse("nothing");
  }

  /** By which a person is named in what is printed. */
  static String name(Person person) {
    String key = String.valueOf(person.ask().key());
    return person.isAcknowledged() ? key + " " + person.turnId() : key;
  }
}
