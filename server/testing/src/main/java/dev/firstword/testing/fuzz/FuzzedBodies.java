package dev.firstword.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Requests of the APIs that other clients use, in a valid frame, with a body that was changed at
 * random.
 */
public final class FuzzedBodies {

  private static final int MAX_BYTES = 256 * 1024;

  /** A PNG of one pixel. */
  private static final String IMAGE =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
          + "rkJggg==";

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\"]}},"
          + "\"required\":[\"a\"],\"additionalProperties\":false}";

  private static final String MESSAGES =
      """
      {"model":"claude-sonnet-4-6","max_tokens":50,"stream":true,"temperature":0.5,
       "system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],
       "messages":[{"role":"user","content":[{"type":"text","text":"What is 17 times 3?"},
       {"type":"image","source":{"type":"base64","media_type":"image/png","data":"IMAGE"}}]},
       {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"c2lnbg=="},
       {"type":"text","text":"a"},{"type":"tool_use","id":"call_1","name":"t","input":{"a":"x"}}]},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","is_error":false,
       "content":[{"type":"text","text":"51"}]}]}],"stop_sequences":["END"],
       "tools":[{"name":"t","description":"d","input_schema":SCHEMA}],
       "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
       "thinking":{"type":"enabled","budget_tokens":1024},"metadata":{"user_id":"u"},
       "output_config":{"effort":"low","format":{"type":"json_schema","schema":SCHEMA}}}
      """;

  private static final String CHAT_COMPLETIONS =
      """
      {"model":"claude-sonnet-4-6","max_completion_tokens":50,"stream":true,"user":"u","n":1,
       "stream_options":{"include_usage":true},"temperature":0.5,"top_p":0.5,"stop":["END"],
       "messages":[{"role":"system","content":"s"},{"role":"user","content":[
       {"type":"text","text":"What is 17 times 3?"},
       {"type":"image_url","image_url":{"url":"data:image/png;base64,IMAGE","detail":"auto"}},
       {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]},
       {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
       "function":{"name":"t","arguments":"{\\"a\\":\\"x\\"}"}}]},
       {"role":"tool","tool_call_id":"call_1","content":"51"}],"reasoning_effort":"low",
       "tools":[{"type":"function","function":{"name":"t","parameters":SCHEMA,"strict":true}}],
       "tool_choice":"auto","parallel_tool_calls":true,"response_format":{"type":"json_schema",
       "json_schema":{"name":"n","schema":SCHEMA,"strict":true}}}
      """;

  private static final String RESPONSES =
      """
      {"model":"claude-sonnet-4-6","max_output_tokens":50,"stream":true,"instructions":"s","store":false,
       "input":[{"role":"user","content":[{"type":"input_text","text":"What is 17 times 3?"},
       {"type":"input_image","image_url":"data:image/png;base64,IMAGE","detail":"auto"}]},
       {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"t"}],
       "encrypted_content":"ZW5j"},
       {"type":"function_call","call_id":"call_1","name":"t","arguments":"{}"},
       {"type":"function_call_output","call_id":"call_1","output":"51"}],
       "tools":[{"type":"function","name":"t","parameters":SCHEMA,"strict":false}],
       "tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"low","summary":"auto"},
       "include":["reasoning.encrypted_content"],"metadata":{"a":"b"},"truncation":"disabled",
       "text":{"format":{"type":"json_schema","name":"n","schema":SCHEMA,"strict":true}}}
      """;

  private static final String UI_QUESTION =
      """
      {"id":"chat-1","trigger":"submit-message","messageId":"u1","messages":[{"id":"u1","role":"user",
       "parts":[{"type":"text","text":"Hello"},{"type":"file","mediaType":"image/png",
       "filename":"a.png","url":"data:image/png;base64,IMAGE"},{"type":"data-x","data":{}}]}],
       "profile":"chat","temperature":0.5,"max_tokens":50,"thinking":"low","priority":"speed",
       "tools":{"t":{"description":"d","parameters":SCHEMA}},"tool_choice":"auto",
       "response_format":{"type":"json_schema","name":"n","schema":SCHEMA}}
      """;

  private static final String UI_RESULTS =
      """
      {"id":"chat-1","messages":[{"id":"turn_x","role":"assistant","parts":[{"type":"step-start"},
       {"type":"reasoning","text":"t","state":"done"},
       {"type":"tool-t","toolCallId":"call_1","state":"output-available","input":{},"output":{"a":1}},
       {"type":"dynamic-tool","toolName":"t","toolCallId":"call_2","state":"output-error",
       "errorText":"no","providerExecuted":false}]}]}
      """;

  private record Good(String target, String body) {}

  private static final List<Good> GOOD =
      List.of(
          good("/v1/messages", MESSAGES),
          good("/v1/messages", "{\"model\":\"auto\",\"max_tokens\":9,\"messages\":[]}"),
          good("/v1/messages/count_tokens", MESSAGES),
          good("/v1/chat/completions", CHAT_COMPLETIONS),
          good("/v1/chat/completions", CHAT_COMPLETIONS.replace("true,\"user\"", "false,\"user\"")),
          good("/v1/responses", RESPONSES),
          good("/v1/responses", "{\"model\":\"auto\",\"input\":\"Hello\",\"max_output_tokens\":9}"),
          good("/v1/responses/input_tokens", RESPONSES),
          good("/api/ui/chat", UI_QUESTION),
          good("/api/ui/chat", UI_RESULTS),
          good("/api/ui/chat/chat-1/stop", "{\"activeStreamId\":\"turn_x\"}"));

  private FuzzedBodies() {}

  private static Good good(String target, String body) {
    return new Good(target, body.replace("IMAGE", IMAGE).replace("SCHEMA", SCHEMA));
  }

  /** Returns the bytes of a request whose head is valid. */
  public static byte[] next(Random random) {
    Good good = GOOD.get(random.nextInt(GOOD.size()));
    byte[] body =
        random.nextInt(3) == 0
            ? new Mutator(random, MAX_BYTES).mutate(good.body.getBytes(UTF_8))
            : JsonMutator.mutate(random, good.body).getBytes(UTF_8);
    String head =
        "POST "
            + good.target
            + (random.nextInt(4) == 0 ? "?strict" : "")
            + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    byte[] request = Arrays.copyOf(head.getBytes(UTF_8), head.length() + body.length);
    System.arraycopy(body, 0, request, head.length(), body.length);
    return request;
  }
}
