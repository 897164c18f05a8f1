package dev.firstword.adapters.provider;

import dev.firstword.adapters.anthropic.AnthropicTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.openai.OpenAiTranslator;
import dev.firstword.adapters.responses.ResponsesTranslator;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import java.util.List;
import java.util.stream.Collectors;

/** The same answers in each dialect. */
enum DialectStreams {
  MESSAGES {
    @Override
    ResponseTranslator translator(ListenerGate gate) {
      return new AnthropicTranslator(gate, "some-model", MAX_EVENT_BYTES);
    }

    @Override
    String textEvent(String escaped) {
      return AnthropicStreams.text(escaped);
    }

    @Override
    String cited(String escaped, String url, String title, int start, int end) {
      return AnthropicStreams.BLOCK_START
          + AnthropicStreams.event(
              "content_block_delta",
              """
              {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta",\
              "citation":{"type":"web_search_result_location","cited_text":"A quote.",\
              "url":"%s","title":"%s","encrypted_index":"Eo8B=="}}}\
              """
                  .formatted(url, title))
          + textEvent(escaped)
          + AnthropicStreams.BLOCK_STOP;
    }

    @Override
    String finish(String reason) {
      return AnthropicStreams.messageDelta(reason, 2);
    }

    @Override
    String end() {
      return AnthropicStreams.STOP;
    }

    @Override
    String stop() {
      return "end_turn";
    }

    @Override
    String length() {
      return "max_tokens";
    }

    @Override
    String wholeAnswer(String text, String reason) {
      return """
      {"id":"m","type":"message","role":"assistant",
       "content":[{"type":"text","text":"%s"}],
       "stop_reason":"%s","usage":{"input_tokens":3,"output_tokens":2}}
      """
          .formatted(text, reason);
    }
  },

  CHAT_COMPLETIONS {
    @Override
    ResponseTranslator translator(ListenerGate gate) {
      return new OpenAiTranslator(gate, "some-model", MAX_EVENT_BYTES);
    }

    @Override
    String textEvent(String escaped) {
      return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
          + escaped
          + "\"},\"finish_reason\":null}]}\n\n";
    }

    @Override
    String cited(String escaped, String url, String title, int start, int end) {
      String annotations =
          """
          data: {"choices":[{"index":0,"delta":{"annotations":[{"type":"url_citation",\
          "url_citation":{"url":"%s","title":"%s","content":"A quote.","start_index":%d,\
          "end_index":%d}}]}}]}

          """
              .formatted(url, title, start, end);
      return annotations + textEvent(escaped) + annotations;
    }

    @Override
    String finish(String reason) {
      return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
          + reason
          + "\"}]}\n\n";
    }

    @Override
    String end() {
      return "data: [DONE]\n\n";
    }

    @Override
    String stop() {
      return "stop";
    }

    @Override
    String length() {
      return "length";
    }

    @Override
    String wholeAnswer(String text, String reason) {
      return """
      {"id":"c","object":"chat.completion","choices":[
        {"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"%s"}],
       "usage":{"prompt_tokens":3,"completion_tokens":2}}
      """
          .formatted(text, reason);
    }
  },

  RESPONSES {
    @Override
    ResponseTranslator translator(ListenerGate gate) {
      return new ResponsesTranslator(gate, "some-model", MAX_EVENT_BYTES, false);
    }

    @Override
    String textEvent(String escaped) {
      return event(
          "response.output_text.delta",
          "\"item_id\":\"i\",\"output_index\":0,\"delta\":\"" + escaped + "\"");
    }

    @Override
    String cited(String escaped, String url, String title, int start, int end) {
      String annotation =
          """
          {"type":"url_citation","url":"%s","title":"%s","quote":"A quote.","start_index":%d,\
          "end_index":%d}\
          """
              .formatted(url, title, start, end);
      String item = "\"item_id\":\"i\",\"output_index\":0,\"content_index\":0";
      return event(
              "response.output_text.annotation.added",
              item + ",\"annotation_index\":0,\"annotation\":" + annotation)
          + textEvent(escaped)
          + event(
              "response.output_item.done",
              "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"i\",\"content\":["
                  + "{\"type\":\"output_text\",\"text\":\""
                  + escaped
                  + "\",\"annotations\":["
                  + annotation
                  + "]}]}");
    }

    @Override
    String finish(String reason) {
      return event(
          "response.incomplete",
          "\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\""
              + reason
              + "\"}}");
    }

    @Override
    String end() {
      return "data: [DONE]\n\n";
    }

    // The response is complete with its finish reason, so an error can only be in it.
    @Override
    String finishThenError() {
      return event(
          "response.completed", "\"response\":{\"status\":\"completed\",\"error\":{\"code\":503}}");
    }

    @Override
    String stop() {
      return "completed";
    }

    @Override
    String length() {
      return "max_output_tokens";
    }

    @Override
    String wholeAnswer(String text, String reason) {
      return """
      {"id":"r","object":"response","status":"incomplete","incomplete_details":{"reason":"%s"},
       "output":[{"type":"message","id":"i","content":[{"type":"output_text","text":"%s"}]}],
       "usage":{"input_tokens":3,"output_tokens":2}}
      """
          .formatted(reason, text);
    }

    private static String event(String type, String fields) {
      return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }
  };

  private static final int MAX_EVENT_BYTES = 64 * 1024;

  abstract ResponseTranslator translator(ListenerGate gate);

  abstract String textEvent(String escaped);

  /**
   * A text with a source, which supports it from {@code start} to {@code end}, in code points. The
   * Messages API has no such span: its sources support the whole block.
   */
  abstract String cited(String escaped, String url, String title, int start, int end);

  /** The event with a finish reason. */
  abstract String finish(String reason);

  /** The event after which nothing follows. */
  abstract String end();

  /** A finish reason of a complete answer, and an error. */
  String finishThenError() {
    return finish(stop()) + "data: {\"error\":{\"code\":503}}\n\n";
  }

  /** The documented finish reason of a complete answer. */
  abstract String stop();

  /** The documented finish reason of a truncated answer. */
  abstract String length();

  /** An answer that is not streamed. */
  abstract String wholeAnswer(String text, String reason);

  /** Pieces of text, already escaped for JSON. */
  String text(String... escaped) {
    StringBuilder events = new StringBuilder();
    for (String each : escaped) {
      events.append(textEvent(each));
    }
    return events.toString();
  }

  String withoutNames(String stream) {
    return stream.replaceAll("event: [^\n]*\n", "");
  }

  String withNames(String name, String stream) {
    return withoutNames(stream).replace("data: ", "event: " + name + "\ndata: ");
  }

  /** The events without the empty lines between them. */
  String inLines(String stream) {
    return withoutNames(stream).replace("\n\n", "\n");
  }

  /** All data as the lines of one event. */
  String inOneEvent(String stream) {
    return inLines(stream) + "data: [DONE]\n\n";
  }

  /** The data alone, a line each. */
  String asJsonLines(String stream) {
    return withoutNames(stream)
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Returns the listener calls for a body, wherever it is split. */
  List<ListenerCall> feed(String body) {
    return new TranslatorFeed(this::translator).readAll(body);
  }
}
