package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The matrix of rules and dialects: when an answer is complete, and what is read besides streams as
 * documented. Every rule holds in every dialect, wherever the bytes are split.
 */
final class DialectRulesTest {

  private static final String HELLO_WORLD = "Hello world";

  /** The data of an event that says nothing by itself. */
  private static final String IDLE = "data: {\"id\":\"x\"}\n\n";

  /**
   * A rule.
   *
   * @param body what a server of a dialect answers
   * @param expected what must come of it
   */
  private record Rule(
      String name, Function<DialectStreams, String> body, Consumer<List<ListenerCall>> expected) {}

  private static final List<Rule> COMPLETE =
      List.of(
          rule("documented", s -> s.text("Hello", " world") + s.finish(s.stop()) + s.end(), stop()),
          rule("finish, then nothing", s -> hello(s) + s.finish(s.stop()), stop()),
          rule("finish in capitals", s -> hello(s) + s.finish("STOP") + s.end(), stop()),
          rule("finish of an engine", s -> hello(s) + s.finish("eos_token") + s.end(), stop()),
          rule("no event names", s -> s.withoutNames(hello(s) + s.finish(s.stop())), stop()),
          rule("other event names", s -> s.withNames("chunk", hello(s) + s.finish("stop")), stop()),
          rule(
              "spaces after names",
              s -> hello(s).replaceAll("(event: .*)", "$1 ") + finish(s),
              stop()),
          rule("[DONE]", s -> hello(s) + finish(s) + "data: [DONE]\n\n", stop()),
          rule("[DONE] and a space", s -> hello(s) + finish(s) + "data: [DONE] \n\n", stop()),
          rule("[DONE] and a tab", s -> hello(s) + finish(s) + "data:  [DONE]\t\n\n", stop()),
          rule("[done] in quotes", s -> hello(s) + finish(s) + "data:\"[done]\"\n\n", stop()),
          rule(
              "spaces around data",
              s -> (hello(s) + finish(s)).replace("data: ", "data:   "),
              stop()),
          rule("blank lines first", s -> "\n \r\n" + hello(s) + finish(s), stop()),
          rule("byte order mark", s -> "\uFEFF" + hello(s) + finish(s), stop()),
          rule("CRLF", s -> (hello(s) + finish(s)).replace("\n", "\r\n"), stop()),
          rule("keep-alive first", s -> "data: : keepalive\n\n" + hello(s) + finish(s), stop()),
          rule("keep-alive last", s -> hello(s) + "data: ping\n\n" + finish(s), stop()),
          rule("empty data", s -> "data:\n\ndata: {}\n\n" + hello(s) + finish(s), stop()),
          rule("null", s -> hello(s) + "data: null\n\ndata: 1\n\n" + finish(s), stop()),
          rule("empty events", s -> "event: ping\n\n" + hello(s) + finish(s), stop()),
          rule("broken event", s -> "data: {\"a\":\n\n" + hello(s) + finish(s), stop()),
          rule("unknown event", s -> "data: {\"a\":[1]}\n\n" + hello(s) + finish(s), stop()),
          rule("stray lines", s -> "hello there\n{\"a\":1}\n" + hello(s) + finish(s), stop()),
          rule("events in lines", s -> s.inLines(hello(s) + finish(s)) + "\n", stop()),
          rule("events in one", s -> s.inOneEvent(hello(s) + finish(s)), stop()),
          rule("no empty lines", s -> s.inLines(hello(s) + finish(s)), stop()),
          rule("no empty line last", s -> (hello(s) + finish(s)).stripTrailing() + "\n", stop()),
          rule("no line end last", s -> (hello(s) + finish(s)).stripTrailing(), stop()),
          rule(
              "tool error event", s -> hello(s) + "event: tool_error\n" + IDLE + finish(s), stop()),
          rule(
              "NaN", s -> s.withField("logprobs", "[NaN,-Infinity]", hello(s)) + finish(s), stop()),
          rule(
              "huge number",
              s -> s.withField("created", "9".repeat(30), hello(s)) + finish(s),
              stop()),
          rule(
              "huge count",
              s ->
                  s.withField("usage", "{\"prompt_tokens\":" + "9".repeat(30) + "}", hello(s))
                      + finish(s),
              stop()),
          rule("JSON", s -> s.wholeAnswer(HELLO_WORLD, s.stop()), stop()),
          rule("JSON, indented", s -> "\r\n" + s.wholeAnswer(HELLO_WORLD, "eos"), stop()),
          rule("JSON in lines", s -> s.asJsonLines(hello(s) + finish(s)), stop()),
          rule(
              "JSON in an event", s -> "data: " + line(s.wholeAnswer(HELLO_WORLD, "stop")), stop()),
          rule("halves", s -> s.text("\\ud83d", "\\ude00") + finish(s), ends("😀", "STOP")),
          rule("half", s -> s.text("a\\ud83d") + finish(s), ends("a\ufffd", "STOP")),
          rule("second half", s -> s.text("a\\ude00b") + finish(s), ends("a\ufffdb", "STOP")));

  private static final List<Rule> ENDS =
      List.of(
          rule("truncated", s -> hello(s) + s.finish(s.length()) + s.end(), ends("LENGTH")),
          rule("MAX_TOKENS", s -> hello(s) + s.finish("MAX_TOKENS"), ends("LENGTH")),
          rule("listed", s -> hello(s) + s.finishWord("[\"length\"]") + s.end(), ends("LENGTH")),
          rule(
              "object",
              s -> hello(s) + s.finishWord("{\"type\":\"length\",\"length\":5}") + s.end(),
              ends("LENGTH")),
          rule("truncated JSON", s -> s.wholeAnswer(HELLO_WORLD, s.length()), ends("LENGTH")),
          rule(
              "truncated, then stop",
              s -> hello(s) + s.finish("length") + s.finish("stop"),
              ends("LENGTH")),
          rule("paused", s -> hello(s) + s.finish("pause_turn") + s.end(), ends("PAUSE")),
          rule(
              "truncated, then paused",
              s -> hello(s) + s.finish("length") + s.finish("pause"),
              ends("LENGTH")),
          rule("refusal", s -> hello(s) + s.finish("refusal"), ends("REFUSAL")),
          rule("SAFETY", s -> hello(s) + s.finish("SAFETY"), ends("REFUSAL")),
          rule("content_filter", s -> hello(s) + s.finish("content_filter"), ends("REFUSAL")),
          rule("no finish reason", s -> hello(s) + s.end(), ends("OTHER")),
          rule("tools without calls", s -> hello(s) + s.finish("tool_use"), ends("OTHER")));

  private static final List<Rule> FAILURES =
      List.of(
          rule("abort", s -> hello(s) + s.finish("abort") + s.end(), fails(ServerError.class)),
          rule("error", s -> hello(s) + s.finish("ERROR") + s.end(), fails(ServerError.class)),
          rule("cancelled", s -> hello(s) + s.finish("cancelled"), fails(ServerError.class)),
          rule("timeout", s -> hello(s) + s.finish("timeout"), fails(ServerError.class)),
          rule("unknown", s -> hello(s) + s.finish("new") + s.end(), fails(Malformed.class)),
          rule("JSON, abort", s -> s.wholeAnswer(HELLO_WORLD, "abort"), fails(ServerError.class)),
          rule("number", s -> hello(s) + s.finishWord("7") + s.end(), fails(Malformed.class)),
          rule("true", s -> hello(s) + s.finishWord("true") + s.end(), fails(Malformed.class)),
          rule(
              "object, abort",
              s -> hello(s) + s.finishWord("{\"type\":\"abort\",\"message\":\"x\"}") + s.end(),
              fails(ServerError.class)),
          rule("cut", s -> hello(s), fails(Cut.class)),
          rule("cut, no line end", s -> hello(s).stripTrailing(), fails(Cut.class)),
          rule("cut in an event", s -> hello(s) + "data: {\"a", fails(Cut.class)),
          rule("gap", s -> hello(s) + "data: {\"a\n\n" + s.end(), fails(Malformed.class)),
          rule("error field", s -> hello(s) + error("{\"error\":{\"code\":503}}"), overloaded()),
          rule("error text", s -> hello(s) + error("{\"error\":\"gone\"}"), serverError()),
          rule("error object", s -> hello(s) + error("{\"object\":\"error\"}"), serverError()),
          rule("error type", s -> hello(s) + error("{\"type\":\"error\"}"), serverError()),
          rule("error list", s -> hello(s) + error("[{\"error\":{\"code\":503}}]"), overloaded()),
          rule(
              "error codes",
              s -> hello(s) + error("{\"error_code\":336501,\"error_msg\":\"x\"}"),
              serverError()),
          rule(
              "code and message",
              s -> hello(s) + error("{\"code\":\"Throttling\",\"message\":\"x\"}"),
              fails(RateLimited.class)),
          rule("detail", s -> hello(s) + error("{\"detail\":\"x\"}"), serverError()),
          rule(
              "status in a base",
              s -> hello(s) + error("{\"base_resp\":{\"status_code\":1002}}"),
              serverError()),
          rule(
              "error event",
              s -> hello(s) + "event: error\ndata: {\"message\":\"x\",\"code\":503}\n\n" + s.end(),
              overloaded()),
          rule(
              "error event of text", s -> "event: error\ndata: gone\n\n", fails(ServerError.class)),
          rule("error event without data", s -> hello(s) + "event: error\n\n", serverError()),
          rule("error event of [DONE]", s -> "event:error\ndata: [DONE]\n\n", serverError()),
          rule("error event, spaces", s -> "event:  Error \ndata: {}\n\n", serverError()),
          rule("server_error event", s -> hello(s) + "event: server_error\n" + IDLE, serverError()),
          rule("stream.error event", s -> hello(s) + "event: stream.error\n" + IDLE, serverError()),
          rule("exception event", s -> "event: throttlingException\n" + IDLE, serverError()),
          rule("failure event", s -> hello(s) + "event: failure\n" + IDLE, serverError()),
          rule("exception", s -> hello(s) + error("{\"exception\":\"x\"}"), serverError()),
          rule("error last, no line end", s -> hello(s) + "error: gone", serverError()),
          rule("error line", s -> hello(s) + "error: {\"code\":503}\n\n" + s.end(), overloaded()),
          rule("error line of text", s -> hello(s) + "error: gone\n", serverError()),
          rule("JSON line", s -> hello(s) + "{\"error\":{\"code\":503}}\n" + s.end(), overloaded()),
          rule("error in data", s -> hello(s) + "data: error: gone\n\n" + s.end(), serverError()),
          rule("[ERROR]", s -> hello(s) + "data: [ERROR] gone\n\n" + s.end(), serverError()),
          rule(
              "error after finish",
              s -> hello(s) + s.finishThenError() + "data: [DONE]\n\n",
              overloaded()),
          rule(
              "error beside [DONE]",
              s -> hello(s) + "data: {\"error\":{\"code\":503}}\ndata: [DONE]\n\n",
              overloaded()),
          rule(
              "JSON error",
              s -> "{\"error\":{\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}",
              calls -> {
                assertThat(failure(calls)).isInstanceOf(RateLimited.class);
                assertThat(((RateLimited) failure(calls)).retryAfter()).isNotNull();
              }),
          rule("JSON error, indented", s -> "\n {\n\"error\": \"x\"}\n", serverError()),
          rule("JSON without an answer", s -> "{\"ok\":true}", fails(Malformed.class)),
          rule("half of JSON", s -> "{\"choices\":[", fails(Cut.class)),
          rule("page", s -> "<html>Hello world</html>", fails(Malformed.class)),
          rule("prose", s -> "Upstream is not available\n\n", fails(Malformed.class)),
          rule("nothing", s -> "", fails(Cut.class)));

  @TestFactory
  Stream<DynamicTest> everyRuleHoldsInEveryDialect() {
    return Stream.of(COMPLETE, ENDS, FAILURES)
        .flatMap(List::stream)
        .flatMap(rule ->
            Arrays.stream(DialectStreams.values())
                .map(streams ->
                    DynamicTest.dynamicTest(
                        rule.name() + ", " + streams,
                        () -> rule.expected().accept(streams.feed(rule.body().apply(streams))))));
  }

  private static Rule rule(
      String name, Function<DialectStreams, String> body, Consumer<List<ListenerCall>> expected) {
    return new Rule(name, body, expected);
  }

  private static String hello(DialectStreams streams) {
    return streams.text("Hello", " world");
  }

  private static String finish(DialectStreams streams) {
    return streams.finish("stop");
  }

  private static String error(String json) {
    return "data: " + json + "\n\n";
  }

  private static String line(String json) {
    return json.replace("\n", "") + "\n\n";
  }

  private static Consumer<List<ListenerCall>> stop() {
    return ends("STOP");
  }

  private static Consumer<List<ListenerCall>> ends(String reason) {
    return ends(HELLO_WORLD, reason);
  }

  private static Consumer<List<ListenerCall>> ends(String text, String reason) {
    return calls -> {
      assertThat(calls.getLast())
          .isInstanceOfSatisfying(
              ListenerCall.End.class,
              end -> assertThat(end.reason()).isEqualTo(FinishReason.valueOf(reason)));
      assertThat(textOf(calls)).isEqualTo(text);
    };
  }

  private static Consumer<List<ListenerCall>> overloaded() {
    return fails(Overloaded.class);
  }

  private static Consumer<List<ListenerCall>> serverError() {
    return fails(ServerError.class);
  }

  private static Consumer<List<ListenerCall>> fails(Class<? extends ProviderFailure> type) {
    return calls -> assertThat(failure(calls)).isInstanceOf(type);
  }

  private static ProviderFailure failure(List<ListenerCall> calls) {
    if (calls.getLast() instanceof ListenerCall.Failure failed) {
      return failed.failure();
    }
    throw new AssertionError("no failure in " + calls);
  }

  private static String textOf(List<ListenerCall> calls) {
    StringBuilder text = new StringBuilder();
    for (ListenerCall call : calls) {
      if (call instanceof ListenerCall.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }
}
