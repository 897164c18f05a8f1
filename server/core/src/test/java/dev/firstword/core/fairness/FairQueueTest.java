package dev.firstword.core.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FairQueueTest {

  private final FairQueue<String> queue = new FairQueue<>(10, 6);

  @Test
  void takesOneEntryOfEachTenantInTurn() {
    offer("a", "a1", "a2", "a3");
    offer("b", "b1");
    offer("c", "c1", "c2");

    assertThat(pollAll()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
  }

  @Test
  void anEntryWaitsForOneOfEachOtherTenantHoweverManyTheyHave() {
    offer("a", "a1", "a2", "a3", "a4", "a5", "a6");
    assertThat(queue.poll()).isEqualTo("a1");

    offer("b", "b1");

    assertThat(pollAll()).containsExactly("a2", "b1", "a3", "a4", "a5", "a6");
  }

  @Test
  void aTenantThatComesBackWaitsForItsTurn() {
    offer("a", "a1", "a2");
    offer("b", "b1", "b2");
    assertThat(queue.poll()).isEqualTo("a1");

    offer("a", "a3");

    assertThat(pollAll()).containsExactly("b1", "a2", "b2", "a3");
  }

  @Test
  void rejectsEntriesOfATenantAboveItsBoundButTakesThoseOfOthers() {
    offer("a", "a1", "a2", "a3", "a4", "a5", "a6");

    assertThat(queue.offer("a", "a7")).isFalse();
    assertThat(queue.offer("b", "b1")).isTrue();
    assertThat(queue.size()).isEqualTo(7);
    assertThat(queue.size("a")).isEqualTo(6);
  }

  @Test
  void rejectsEntriesAboveItsBound() {
    offer("a", "a1", "a2", "a3", "a4", "a5");
    offer("b", "b1", "b2", "b3", "b4", "b5");

    assertThat(queue.offer("c", "c1")).isFalse();
  }

  @Test
  void aRemovedEntryLeavesTheOrderOfTheOthers() {
    offer("a", "a1", "a2");
    offer("b", "b1");

    assertThat(queue.remove("a", "a1")).isTrue();
    assertThat(queue.remove("a", "a1")).isFalse();
    assertThat(queue.remove("c", "c1")).isFalse();

    assertThat(pollAll()).containsExactly("a2", "b1");
  }

  @Test
  void forgetsATenantWithoutEntries() {
    offer("a", "a1");
    queue.remove("a", "a1");
    offer("b", "b1");
    offer("a", "a2");

    assertThat(queue.size("a")).isOne();
    assertThat(pollAll()).containsExactly("b1", "a2");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
  }

  private void offer(String tenant, String... entries) {
    for (String entry : entries) {
      assertThat(queue.offer(tenant, entry)).isTrue();
    }
  }

  private List<String> pollAll() {
    List<String> polled = new ArrayList<>();
    for (String next = queue.poll(); next != null; next = queue.poll()) {
      polled.add(next);
    }
    return polled;
  }
}
