package dev.firstword.http;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.Authenticator;
import dev.firstword.profile.Profile;
import dev.firstword.turn.Turns;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/** The table of all routes. */
public final class Api {

  private Api() {}

  /**
   * What the routes stand on.
   *
   * @param longestBody of a chat request, in bytes
   * @param page the folder of the console's files
   * @param ready whether new turns are taken
   */
  public record Parts(
      Turns turns,
      ConversationStore conversations,
      Authenticator authenticator,
      ExecutorService virtualThreads,
      int longestBody,
      Path page,
      String version,
      boolean simulated,
      List<Profile> profiles,
      List<String> models,
      BooleanSupplier ready) {}

  /** Builds the table. */
  public static Routes routes(Parts parts) {
    Access access = new Access(parts.authenticator, parts.virtualThreads);
    Routes routes = new Routes(new PageRoute(parts.page, parts.virtualThreads)::handle);
    routes.add(
        HttpMethod.POST,
        "/api/chat/stream",
        new ChatRoute(parts.turns, access, parts.longestBody)::handle);
    new TurnRoutes(parts.turns, access).addTo(routes);
    new ConversationRoutes(parts.conversations, parts.turns, access).addTo(routes);
    new ServiceRoutes(
            new ServiceRoutes.About(parts.version, parts.simulated, parts.profiles, parts.models),
            parts.ready)
        .addTo(routes);
    return routes;
  }
}
