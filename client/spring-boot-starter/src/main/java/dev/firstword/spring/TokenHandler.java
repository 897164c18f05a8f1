package dev.firstword.spring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.client.FirstwordClient;
import dev.firstword.client.FirstwordException;
import dev.firstword.client.RetryPolicy;
import dev.firstword.client.UserToken;
import dev.firstword.client.UserTokenRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;

/** Answers the page of a signed-in user with a token, with which it calls the server itself. */
final class TokenHandler implements HttpRequestHandler {

  private static final Log LOG = LogFactory.getLog(TokenHandler.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final FirstwordProperties.Tokens limits;
  private final UserResolver users;
  private final FirstwordClient client;

  TokenHandler(FirstwordProperties.Tokens limits, UserResolver users, FirstwordClient client) {
    this.limits = limits;
    this.users = users;
    // The page asks again by itself, and should not wait for attempts that it cannot see.
    this.client = client.withRetry(RetryPolicy.NONE);
  }

  @Override
  public void handleRequest(HttpServletRequest request, HttpServletResponse response)
      throws IOException, HttpRequestMethodNotSupportedException {
    // The protection of Spring Security against requests of other sites leaves GET out.
    if (!request.getMethod().equals("POST")) {
      throw new HttpRequestMethodNotSupportedException(request.getMethod(), List.of("POST"));
    }
    String name = users.resolve(request);
    String id = name == null ? "" : UserIds.of(name);
    if (!UserIds.isValid(id)) {
      PageProblem.NOT_SIGNED_IN.send(response);
      return;
    }
    UserToken token;
    try {
      token = client.issueToken(requestFor(id));
    } catch (FirstwordException e) {
      LOG.warn("The server has issued no token: " + e.code() + ": " + e.getMessage());
      problemOf(e).send(response);
      return;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("token", token.token());
    body.put("expires_at", token.expiresAt());
    body.put("expires_in", token.expiresIn());
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.getOutputStream().write(JSON.writeValueAsBytes(body));
  }

  private UserTokenRequest requestFor(String id) {
    return new UserTokenRequest(id, limits.lifetime(), limits.profiles(), limits.turnsPerMinute());
  }

  private static PageProblem problemOf(FirstwordException e) {
    if (e.status() == 0) {
      return PageProblem.UNREACHABLE;
    }
    return e.status() == 401 ? PageProblem.KEY_REFUSED : PageProblem.TOKEN_REFUSED;
  }
}
