package dev.firstword.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.userdata.ErasureReport;
import dev.firstword.core.userdata.UserDataStore;
import dev.firstword.core.userdata.UserDataStore.ExportPage;
import dev.firstword.core.userdata.UserErasure;
import dev.firstword.relay.server.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/users/{user}}: exports and erases all data of one user. */
final class UserRoutes {

  private final UserDataStore store;
  private final UserErasure erasure;
  private final RequestAuthorizer authorizer;

  UserRoutes(UserDataStore store, UserErasure erasure, RequestAuthorizer authorizer) {
    this.store = store;
    this.erasure = erasure;
    this.authorizer = authorizer;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/users/{user}/export", this::export)
        .add(HttpMethod.DELETE, "/api/users/{user}", this::erase);
  }

  /** The last line says whether there is more, so that a cut-off file is noticed. */
  private void export(RequestContext context, String user) {
    String after = context.query("after");
    String tenant = context.query("tenant");
    authorizer.forAnyRole(
        context,
        principal -> {
          if (principal.role() == Role.OPERATOR) {
            throw new ProblemException(
                Problem.forbidden(
                    "An operator sees no content of users. Use a service's key of the tenant."));
          }
          return body(store.export(user(principal, tenant, user), after));
        },
        body -> context.sendLines(body));
  }

  private static byte[] body(ExportPage page) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(page.lines());
    ObjectNode last = RequestContext.JSON.createObjectNode();
    if (page.next() == null) {
      last.put("type", "end");
    } else {
      last.put("type", "next").put("after", page.next());
    }
    body.writeBytes((last + "\n").getBytes(UTF_8));
    return body.toByteArray();
  }

  private void erase(RequestContext context, String user) {
    String tenant = context.query("tenant");
    authorizer.forAnyRole(
        context,
        principal -> erasure.erase(user(principal, tenant, user)),
        report -> context.sendJson(200, json(report)));
  }

  private static ObjectNode json(ErasureReport report) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ObjectNode deleted = body.putObject("deleted");
    report.deleted().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> deleted.put(entry.getKey(), entry.getValue()));
    body.put("complete", report.incomplete().isEmpty());
    report.incomplete().forEach(body.putArray("incomplete")::add);
    return body;
  }

  /** Returns the user whose data the principal may export and erase. */
  private Caller user(Principal principal, @Nullable String tenant, String segment) {
    String own = principal.caller().tenant();
    boolean allowed =
        switch (principal.role()) {
          case OPERATOR -> true;
          case SERVICE -> tenant == null || tenant.equals(own);
          // Without keys, users of this machine operate the server.
          case USER -> !authorizer.requiresCredentials() && (tenant == null || tenant.equals(own));
        };
    if (!allowed) {
      throw new ProblemException(
          Problem.forbidden("Use a service's key of the user's tenant, or an operator's key."));
    }
    if (principal.role() == Role.OPERATOR && tenant == null) {
      throw new ProblemException(
          Problem.malformed("An operator names the tenant too: add ?tenant= to the address."));
    }
    String user = decode(segment);
    String named = tenant == null ? own : tenant;
    if (!Caller.isValidName(user) || !Caller.isValidName(named)) {
      throw new ProblemException(
          Problem.malformed("The user and the tenant must be 1 to 255 characters, on one line."));
    }
    return new Caller(named, user);
  }

  /** Decodes a segment of a path, in which a plus sign is one. */
  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.malformed("The address contains an invalid escape, such as %zz."), e);
    }
  }
}
