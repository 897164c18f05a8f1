package dev.firstword.system;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;

/** openai-java, whatever the API: how it connects, fails, and is given files. */
final class OpenAiJava {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private OpenAiJava() {}

  static OpenAIClient client(URI server, String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(server + "/v1")
        .apiKey(key)
        .maxRetries(0)
        .timeout(TIMEOUT)
        .build();
  }

  static ClientFailure failure(OpenAIException e) {
    return e instanceof OpenAIServiceException answered
        ? new ClientFailure(
            answered.statusCode(),
            answered.headers().values("retry-after").stream().findFirst().orElse(null),
            e)
        : new ClientFailure(0, null, e);
  }

  static String dataUrl(String mediaType, byte[] content) {
    return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(content);
  }
}
