package dev.firstword.adapters.openai;

import static dev.firstword.adapters.openai.ChatCompletionStreams.DONE;
import static dev.firstword.adapters.openai.ChatCompletionStreams.chunk;
import static dev.firstword.adapters.openai.ChatCompletionStreams.data;
import static dev.firstword.adapters.openai.ChatCompletionStreams.finish;
import static dev.firstword.adapters.openai.ChatCompletionStreams.text;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.adapters.provider.ToolCallEvents.arguments;
import static dev.firstword.adapters.provider.ToolCallEvents.assertToolCallsPaired;
import static dev.firstword.adapters.provider.ToolCallEvents.ready;
import static dev.firstword.adapters.provider.ToolCallEvents.readyCalls;
import static dev.firstword.adapters.provider.ToolCallEvents.started;
import static dev.firstword.adapters.provider.ToolCallEvents.thoughts;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firstword.adapters.dialect.AnswerToolCalls;
import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls in every known spelling, and what must be handed back with their results. */
final class OpenAiToolCallTranslatorTest {

  private static final ListenerCall END = new ListenerCall.End(FinishReason.TOOL_CALLS, Usage.NONE);
  private static final ToolCall OSLO = new ToolCall("a", "weather", "{\"city\":\"Oslo\"}");
  private static final ToolCall ROME = new ToolCall("b", "weather", "{\"city\":\"Rome\"}");

  /** Streams with the calls {@link #OSLO} and {@link #ROME}. */
  static final List<String> SPELLINGS =
      List.of(
          // As OpenAI streams them.
          call(
                  "{'index':0,'id':'a','type':'function','function':{'name':'weather','arguments':''}}")
              + call("{'index':0,'function':{'arguments':'{\\'city\\':'}}")
              + call("{'index':0,'function':{'arguments':'\\'Oslo\\'}'}}")
              + call(
                  "{'index':1,'id':'b','type':'function','function':{'name':'weather','arguments':''}}")
              + call("{'index':1,'function':{'arguments':'{\\'city\\':\\'Rome\\'}'}}"),
          // In parallel.
          call("{'index':1,'id':'b','function':{'name':'weather'}}", true)
              + call("{'index':0,'function':{'arguments':'{\\'city\\':'}}")
              + call("{'index':1,'function':{'arguments':'{\\'city\\':\\'R'}}")
              + call("{'index':0,'function':{'arguments':'\\'Oslo\\'}'}}")
              + call("{'index':1,'function':{'arguments':'ome\\'}'}}"),
          // All in one chunk, with and without an index.
          call(
              "{'index':0,'id':'a','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}},"
                  + "{'index':1,'id':'b','function':{'name':'weather','arguments':'{\\'city\\':\\'Rome\\'}'}}"),
          call(
              "{'id':'a','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}},"
                  + "{'id':'b','function':{'name':'weather','arguments':'{\\'city\\':\\'Rome\\'}'}}"),
          // Arguments as objects, and without a type.
          call("{'index':0,'id':'a','function':{'name':'weather','arguments':{'city':'Oslo'}}}")
              + call(
                  "{'index':1,'id':'b','function':{'name':'weather','arguments':{'city':'Rome'}}}"),
          // Every call has the index 0.
          call(
                  "{'index':0,'id':'a','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}}")
              + call(
                  "{'index':0,'id':'b','function':{'name':'weather','arguments':'{\\'city\\':\\'Rome\\'}'}}"),
          // No index, and the id repeated in every piece.
          call("{'id':'a','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'id':'a','function':{'arguments':'\\'Oslo\\'}'}}")
              + call("{'id':'b','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'id':'b','function':{'arguments':'\\'Rome\\'}'}}"),
          // Id and name repeated in every piece.
          call("{'index':0,'id':'a','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'index':0,'id':'a','function':{'name':'weather','arguments':'\\'Oslo\\'}'}}")
              + call("{'index':0,'id':'a','function':{'name':'weather','arguments':''}}")
              + call(
                  "{'index':1,'id':'b','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call(
                  "{'index':1,'id':'b','function':{'name':'weather','arguments':'\\'Rome\\'}'}}"),
          // Another id in every piece: the first one counts.
          call("{'index':0,'id':'a','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'index':0,'id':'x','function':{'name':null,'arguments':'\\'Oslo\\'}'}}")
              + call(
                  "{'index':1,'id':'b','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'index':1,'id':'y','function':{'name':'','arguments':'\\'Rome\\'}'}}"),
          // No index, and neither id nor name but in the first piece.
          call("{'id':'a','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'function':{'arguments':'\\'Oslo\\'}'}}")
              + call("{'id':'b','function':{'name':'weather','arguments':'{\\'city\\':'}}")
              + call("{'function':{'arguments':'\\'Rome\\'}'}}"),
          // The name after the arguments have begun, and the fields beside each other.
          call("{'index':0,'id':'a','function':{'arguments':'{\\'city\\':'}}")
              + call("{'index':0,'function':{'name':'weather','arguments':'\\'Oslo\\'}'}}")
              + call("{'index':1,'id':'b','name':'weather','arguments':'{\\'city\\':\\'Rome\\'}'}"),
          // The whole call again at the end.
          call(
                  "{'index':0,'id':'a','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}}")
              + call(
                  "{'index':0,'id':'a','function':{'name':'weather','arguments':'{\\'city\\':\\'Oslo\\'}'}}")
              + call(
                  "{'index':1,'id':'b','function':{'name':'weather','arguments':'{\\'city\\':\\'Rome\\'}'}}"),
          // One piece that is no list.
          chunk(
                  json(
                      "{'tool_calls':{'id':'a','function':{'name':'weather','arguments':{'city':'Oslo'}}}}"),
                  null)
              + chunk(
                  json(
                      "{'tool_calls':{'id':'b','function':{'name':'weather','arguments':{'city':'Rome'}}}}"),
                  null));

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new OpenAiTranslator(gate, "gpt-1", 64 * 1024));

  @ParameterizedTest
  @FieldSource("SPELLINGS")
  void readsCallsInAnySpelling(String stream) {
    List<ListenerCall> calls = feed.readAll(stream + finish("tool_calls") + DONE);

    assertToolCallsPaired(calls);
    assertThat(readyCalls(calls)).containsExactlyInAnyOrder(OSLO, ROME);
    assertThat(calls.getLast()).isEqualTo(END);
  }

  @Test
  void reportsACallWhileItIsWritten() {
    String stream =
        text("Let me look.")
            + call("{'index':0,'id':'a','function':{'name':'weather','arguments':''}}")
            + call("{'index':0,'function':{'arguments':'{\\'city\\':'}}")
            + call("{'index':0,'function':{'arguments':'1}'}}")
            + finish("tool_calls")
            + DONE;

    assertThat(feed.readAll(stream))
        .containsExactly(
            new ListenerCall.Text("Let me look."),
            started("a", "weather"),
            arguments("a", "{\"city\":"),
            arguments("a", "1}"),
            ready("a", "weather", "{\"city\":1}"),
            END);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tool_calls", "stop", "function_call", "tool_use", "TOOL_CALLS", "STOP"})
  void waitsForResultsIfThereAreCalls(String reason) {
    String stream = call("{'id':'a','function':{'name':'now'}}") + finish(reason) + DONE;

    assertThat(feed.readAll(stream))
        .containsExactly(started("a", "now"), ready("a", "now", "{}"), END);
  }

  @Test
  void doesNotWaitForResultsOfATruncatedAnswer() {
    String stream = call("{'id':'a','function':{'name':'now'}}") + finish("length") + DONE;

    assertThat(feed.readAll(stream).getLast())
        .isEqualTo(new ListenerCall.End(FinishReason.LENGTH, Usage.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", " ", "null"})
  void readsNoArgumentsAsAnEmptyObject(String given) {
    String value = given.equals("null") ? "null" : "'" + given + "'";
    String stream =
        call("{'id':'a','function':{'name':'now','arguments':" + value + "}}") + finish("stop");

    assertThat(readyCalls(feed.readAll(stream)))
        .singleElement()
        .satisfies(call -> {
          assertThat(call.arguments().isBlank()).isFalse();
          assertThat(call.arguments()).isEqualTo("{}");
        });
  }

  @Test
  void readsAFunctionCallAsOneCall() {
    String stream =
        chunk(json("{'role':'assistant','function_call':{'name':'weather','arguments':''}}"), null)
            + chunk(json("{'function_call':{'arguments':'{\\'city\\':'}}"), null)
            + chunk(json("{'function_call':{'name':'weather','arguments':'1}'}}"), null)
            + finish("function_call")
            + DONE;

    assertThat(readyCalls(feed.readAll(stream)))
        .containsExactly(
            new ToolCall(TranslatorFeed.GENERATED_ID_PREFIX + 1, "weather", "{\"city\":1}"));
  }

  @Test
  void separatesCallsWithTheSameIdOrNone() {
    String sameId =
        call("{'index':0,'id':'a','function':{'name':'x','arguments':'{\\'n\\':1}'}}")
            + call("{'index':1,'id':'a','function':{'name':'x','arguments':'{\\'n\\':2}'}}");
    String noIds =
        call("{'function':{'name':'x','arguments':'{\\'n\\':1}'}}")
            + call("{'function':{'name':'x','arguments':'{\\'n\\':2}'}}")
            + call("{'function':{'name':'y','arguments':''}}");
    String noIdsInOneChunk =
        call("{'function':{'name':'x','arguments':''}},{'function':{'name':'x','arguments':''}}");

    assertThat(readyCalls(feed.readAll(sameId + finish("stop"))))
        .containsExactly(
            new ToolCall("a", "x", "{\"n\":1}"), new ToolCall("generated-1", "x", "{\"n\":2}"));
    assertThat(readyCalls(feed.readAll(noIds + finish("stop"))))
        .extracting(ToolCall::name, ToolCall::arguments)
        .containsExactly(tuple("x", "{\"n\":1}"), tuple("x", "{\"n\":2}"), tuple("y", "{}"));
    assertThat(readyCalls(feed.readAll(noIdsInOneChunk + finish("stop")))).hasSize(2);
  }

  @Test
  void keepsArgumentsThatAreNotJsonAsTheyAre() {
    String stream =
        call("{'id':'a','function':{'name':'x','arguments':'{\\'n\\': oops'}}") + finish("stop");

    assertThat(readyCalls(feed.readAll(stream)))
        .containsExactly(new ToolCall("a", "x", "{\"n\": oops"));
  }

  @Test
  void makesNoCallReadyIfTheStreamIsCut() {
    List<ListenerCall> calls =
        feed.readAll(call("{'id':'a','function':{'name':'pay','arguments':'{\\'amount\\':1'}}"));

    assertThat(readyCalls(calls)).isEmpty();
    assertThat(calls.getLast())
        .isInstanceOfSatisfying(
            ListenerCall.Failure.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Cut.class));
  }

  @Test
  void failsIfAnEventOfAToolCallCannotBeRead() {
    String stream =
        call("{'id':'a','function':{'name':'pay','arguments':'{\\'amount\\':1'}}")
            + data("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"00")
            + call("{'function':{'arguments':'}'}}")
            + finish("stop");

    assertThat(feed.readAll(stream).getLast())
        .isEqualTo(
            new ListenerCall.Failure(
                new Malformed("an event of a tool call is not the JSON it should be")));
  }

  @Test
  void limitsTheNumberOfCalls() {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i <= AnswerToolCalls.MAX_CALLS; i++) {
      stream.append(
          data(
              "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%d,\"function\":{\"name\":\"x\"}}]}}]}"
                  .formatted(i)));
    }

    assertThat(feed.readAll(stream.toString()).getLast())
        .isEqualTo(
            new ListenerCall.Failure(new Malformed("the answer has more than 128 tool calls")));
  }

  @Test
  void handsBackReasoningContent() {
    String stream =
        chunk(json("{'reasoning_content':'I should '}"), null)
            + chunk(json("{'reasoning_content':'look.'}"), null)
            + call("{'id':'a','function':{'name':'look'}}")
            + finish("tool_calls")
            + DONE;

    List<ListenerCall> calls = feed.readAll(stream);

    assertThat(thoughts(calls))
        .containsExactly(new ThoughtCompleted(new Thought("gpt-1", "I should look.", null, null)));
    assertThat(calls.indexOf(new ListenerCall.Activity(thoughts(calls).getFirst())))
        .isLessThan(calls.indexOf(ready("a", "look", "{}")));
  }

  @Test
  void handsBackReasoningDetailsAsTheyWere() {
    String stream =
        chunk(
                json(
                    "{'reasoning':'I ','reasoning_details':[{'type':'reasoning.text','text':'I ',"
                        + "'format':'anthropic-claude-v1','index':0}]}"),
                null)
            + chunk(
                json(
                    "{'reasoning':'see.','reasoning_details':[{'type':'reasoning.text',"
                        + "'text':'see. \\ud83d','index':0}]}"),
                null)
            + chunk(
                json(
                    "{'reasoning_details':[{'type':'reasoning.text','text':'\\ude00',"
                        + "'signature':'c2ln+/==','index':0}]}"),
                null)
            + chunk(
                json(
                    "{'reasoning_details':[{'type':'reasoning.encrypted','data':'ZGF0YQ==',"
                        + "'id':'rs_1','index':1}]}"),
                null)
            + call("{'id':'a','function':{'name':'look'}}")
            + finish("tool_calls")
            + DONE;

    assertThat(thoughts(feed.readAll(stream)))
        .singleElement()
        .satisfies(completed -> {
          assertThat(completed.thought().encrypted())
              .isEqualTo(
                  json(
                      "[{'type':'reasoning.text','format':'anthropic-claude-v1','index':0,"
                          + "'signature':'c2ln+/==','text':'I see. 😀'},"
                          + "{'type':'reasoning.encrypted','data':'ZGF0YQ==','id':'rs_1',"
                          + "'index':1}]"));
          assertThat(completed.thought().model()).isEqualTo("gpt-1");
        });
  }

  @Test
  void readsAWholeAnswerWithCalls() {
    String body =
        json(
            "{'id':'c','object':'chat.completion','choices':[{'index':0,'message':{"
                + "'role':'assistant','content':null,'reasoning_content':'hm','tool_calls':["
                + "{'id':'a','type':'function','function':{'name':'weather',"
                + "'arguments':'{\\'city\\':\\'Oslo\\'}'}}]},'finish_reason':'tool_calls'}],"
                + "'usage':{'prompt_tokens':3,'completion_tokens':9}}");

    List<ListenerCall> calls = feed.readAll(body);

    assertThat(readyCalls(calls)).containsExactly(OSLO);
    assertThat(thoughts(calls)).hasSize(1);
    assertThat(calls.getLast())
        .isEqualTo(new ListenerCall.End(FinishReason.TOOL_CALLS, new Usage(3, 9, 0, 0)));
  }

  @Test
  void pairsToolCallsAndThoughtsInAnyStream() {
    property(60)
        .forAll(
            lists(
                of(
                    text("a"),
                    call("{'index':0,'id':'a','function':{'name':'x','arguments':'{'}}"),
                    call("{'index':0,'function':{'arguments':'}'}}"),
                    call("{'id':'a','function':{'name':'y','arguments':'{}'}}"),
                    call("{'function':{'name':'y'}}"),
                    call("{'function':{'arguments':'{}'}}"),
                    chunk(json("{'function_call':{'name':'z','arguments':'{'}}"), null),
                    chunk(json("{'reasoning':'hm'}"), null),
                    data("{broken"),
                    finish("stop"),
                    DONE),
                0,
                8))
        .checkAssert(events -> {
          List<ListenerCall> calls = feed.readAll(String.join("", events));

          assertPaired(calls);
          assertToolCallsPaired(calls);
        });
  }

  private static String call(String pieces) {
    return call(pieces, false);
  }

  /** Pieces of calls, with single quotes; optionally after the start of the call {@code a}. */
  private static String call(String pieces, boolean isAfterStart) {
    String start = "{'index':0,'id':'a','function':{'name':'weather'}},";
    return chunk(json("{'tool_calls':[" + (isAfterStart ? start : "") + pieces + "]}"), null);
  }

  /** JSON that is written with single quotes; one that is escaped stands in a string. */
  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}
