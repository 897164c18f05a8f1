package dev.firstword.app.wiring;

import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.job.JobService;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.userdata.UserDataHolder;
import dev.firstword.core.userdata.UserErasure;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.retrieval.Retriever;
import java.util.List;

/** Builds the erasure of users, which has to know every part that holds data of them. */
final class UserDataModule {

  private UserDataModule() {}

  /** What holds data of users besides the store. */
  record Parts(
      TurnService turns,
      JobService jobs,
      PreparationModule preparation,
      Retriever retriever,
      Monitor monitor,
      RateLimiter limits) {

    /** The rate limits come last: the tokens of a turn are charged after its end. */
    List<UserDataHolder> holders() {
      return List.of(
          new UserDataHolder("drafts", preparation.preparation()::forgetDrafts),
          new UserDataHolder("cached messages", _ -> preparation.history().clear()),
          new UserDataHolder(
              "indexes and caches of the search",
              caller -> retriever.forgetDeleted(caller.tenant())),
          new UserDataHolder(
              "recent turns", caller -> monitor.forget(caller.tenant(), caller.user())),
          new UserDataHolder("rate limits", limits::forget));
    }
  }

  static UserErasure erasure(ServerRuntime runtime, NodeModule node, Parts parts) {
    return new UserErasure(
        parts.turns(),
        parts.jobs(),
        node.storage().userData(),
        parts.holders(),
        node.bus(),
        runtime.virtualThreads(),
        runtime.clock());
  }
}
