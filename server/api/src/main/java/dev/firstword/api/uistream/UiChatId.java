package dev.firstword.api.uistream;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The conversation of a chat. Clients choose the ids of their chats, so the id of the conversation
 * is derived from the chat's and from the caller. The same chat id of another user is another
 * conversation. The id of a conversation itself is accepted too, for pages that list them.
 *
 * @param isDerived whether the conversation may be new
 */
public record UiChatId(String conversationId, boolean isDerived) {

  private static final String PREFIX = "conv";

  public static UiChatId of(Caller caller, String chatId) {
    return Identifier.matches(PREFIX, chatId)
        ? new UiChatId(chatId, false)
        : new UiChatId(
            Identifier.derive(PREFIX, List.of(caller.tenant(), caller.user(), chatId)), true);
  }

  /**
   * Returns the chat id in a segment of a path.
   *
   * @throws ProblemException with status 400 if its escapes are invalid
   */
  public static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.malformed("The address contains an invalid escape, such as %zz."), e);
    }
  }
}
