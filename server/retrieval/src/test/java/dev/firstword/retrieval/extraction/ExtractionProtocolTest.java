package dev.firstword.retrieval.extraction;

import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Reply;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExtractionProtocolTest {

  @Test
  void passesRequestsOn() throws IOException {
    byte[] content = {1, 2, 3};

    byte[] sent =
        written(out -> ExtractionProtocol.write(out, new Request(MediaType.PDF, content)));
    DataInputStream in = in(sent);

    Request received = ExtractionProtocol.readRequest(in).orElseThrow();
    assertThat(received.mediaType()).isEqualTo(MediaType.PDF);
    assertThat(received.content()).isEqualTo(content);
    assertThat(ExtractionProtocol.readRequest(in)).isEmpty();
  }

  @Test
  void passesRepliesOn() {
    property(200)
        .forAll(texts(), texts())
        .checkAssert((heading, text) -> {
          Reply refused = new Reply.Refused(valid(text));
          Reply extracted =
              new Reply.Extracted(
                  new ExtractedChunks(
                      valid(heading),
                      List.of(
                          new Chunk(0, valid(heading), valid(text), null),
                          new Chunk(1, "", valid(text), null))));

          assertThat(roundTrip(refused)).isEqualTo(refused);
          assertThat(roundTrip(extracted)).isEqualTo(extracted);
        });
  }

  /** Text as readers return it: without unpaired surrogates. */
  private static String valid(String text) {
    return TextNormalizer.normalize(text);
  }

  @Test
  void refusesRepliesThatAreTooLarge() {
    assertInvalid(out -> {
      out.writeByte(1);
      out.writeInt(Integer.MAX_VALUE);
    });
    assertInvalid(out -> {
      out.writeByte(1);
      out.writeInt(-1);
    });
    assertInvalid(out -> {
      out.writeByte(0);
      out.writeInt(0);
      out.writeInt(Chunker.MAX_CHUNKS + 1);
    });
    assertInvalid(out -> out.writeByte(7));
  }

  @Test
  void refusesRepliesThatAreTooLargeTogether() {
    byte[] text = new byte[ExtractionProtocol.MAX_STRING_BYTES];

    assertInvalid(out -> {
      out.writeByte(0);
      out.writeInt(0);
      out.writeInt(Chunker.MAX_CHUNKS);
      for (int i = 0; i < 1_000; i++) {
        out.writeInt(text.length);
        out.write(text);
      }
    });
  }

  private static void assertInvalid(Writing writing) {
    assertThatThrownBy(() -> ExtractionProtocol.readReply(in(written(writing))))
        .isInstanceOf(ProtocolException.class);
  }

  private static Reply roundTrip(Reply reply) {
    try {
      return ExtractionProtocol.readReply(in(written(out -> ExtractionProtocol.write(out, reply))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes to a stream. */
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
