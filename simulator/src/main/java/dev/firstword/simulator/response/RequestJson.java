package dev.firstword.simulator.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Parses request bodies. A file in base64 is one string, almost as long as the longest body. */
public final class RequestJson {
  private static final int MAX_STRING_CHARS = 32 << 20;

  public static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(MAX_STRING_CHARS).build())
              .build());

  private RequestJson() {}
}
