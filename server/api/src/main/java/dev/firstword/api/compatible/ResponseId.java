package dev.firstword.api.compatible;

import dev.firstword.core.protocol.Identifier;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a stored response: {@code resp_} and 26 characters, as {@link Identifier} creates them.
 * Answers to results of tools are parts of the same turn, and add their number: {@code resp_..._1}.
 *
 * @param base the id without the number of the part
 * @param part how many times the client had sent results of tools before
 */
public record ResponseId(String base, int part) {

  private static final String RESPONSE = "resp";
  private static final String TURN = "turn";
  private static final Pattern FORM = Pattern.compile("([a-z]+_[a-z0-9]+)(?:_([1-9][0-9]{0,3}))?");

  /** Returns the id of a part of a turn. */
  public static ResponseId ofTurn(String turnId, int part) {
    return new ResponseId(RESPONSE + turnId.substring(TURN.length()), part);
  }

  /** Reads an id; empty if it has another form. */
  public static Optional<ResponseId> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !Identifier.matches(RESPONSE, matcher.group(1))) {
      return Optional.empty();
    }
    String part = matcher.group(2);
    return Optional.of(new ResponseId(matcher.group(1), part == null ? 0 : Integer.parseInt(part)));
  }

  /** Returns the id of the turn, unless the response is a job. */
  public String turnId() {
    return TURN + base.substring(RESPONSE.length());
  }

  /** Returns the same id with the number of another part. */
  public ResponseId withPart(int other) {
    return new ResponseId(base, other);
  }

  long createdMs() {
    return Identifier.epochMs(base);
  }

  /** Returns the id as clients know it. */
  @Override
  public String toString() {
    return part == 0 ? base : base + "_" + part;
  }
}
