package dev.firstword.simulator.oddity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.response.OutputStep;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.response.StreamEnd;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what another encoder writes, with one oddity. */
public final class RewritingEncoder implements ResponseEncoder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] KEEP_ALIVE_DATA = "data: : keepalive\n\n".getBytes(UTF_8);
  private static final byte[] KEEP_ALIVE_COMMENT = ": keep-alive\n\n".getBytes(UTF_8);

  private final ResponseEncoder encoder;
  private final FaultKind oddity;
  private final EventRewriter rewriter;

  private RewritingEncoder(ResponseEncoder encoder, FaultKind oddity) {
    this.encoder = encoder;
    this.oddity = oddity;
    rewriter = Oddities.rewriter(oddity);
  }

  /** Returns the encoder itself if there is no oddity. */
  public static ResponseEncoder of(ResponseEncoder encoder, Optional<Fault> oddity) {
    return oddity
        .<ResponseEncoder>map(fault -> new RewritingEncoder(encoder, fault.kind()))
        .orElse(encoder);
  }

  @Override
  public String contentType() {
    return switch (oddity) {
      case MISLABELLED -> "text/plain; charset=utf-8";
      case UNLABELLED -> "";
      default -> encoder.contentType();
    };
  }

  @Override
  public StreamEnd streamEnd() {
    return switch (oddity) {
      case FINISH_THEN_NOTHING -> StreamEnd.STAYS_SILENT;
      case FINISH_THEN_KEEP_ALIVES -> StreamEnd.KEEPS_ALIVE;
      default -> encoder.streamEnd();
    };
  }

  @Override
  public byte[] keepAliveEvent() {
    return switch (oddity) {
      case KEEP_ALIVE_AS_DATA -> KEEP_ALIVE_DATA;
      case FINISH_THEN_KEEP_ALIVES -> KEEP_ALIVE_COMMENT;
      default -> rewritten(encoder.keepAliveEvent());
    };
  }

  @Override
  public Map<String, String> headers() {
    return encoder.headers();
  }

  @Override
  public byte[] openingEvents(ModelOutput output) {
    return rewritten(encoder.openingEvents(output));
  }

  @Override
  public byte[] thoughtEvents(ThoughtStep step) {
    return rewritten(encoder.thoughtEvents(step));
  }

  @Override
  public byte[] answerOpeningEvents(ModelOutput output) {
    return rewritten(encoder.answerOpeningEvents(output));
  }

  @Override
  public byte[] textEvent(String piece) {
    return rewritten(encoder.textEvent(piece));
  }

  @Override
  public byte[] toolCallEvents(OutputStep.OfToolCall step, ModelOutput output) {
    return rewritten(encoder.toolCallEvents(step, output));
  }

  @Override
  public byte[] closingEvents(ModelOutput output) {
    return rewritten(encoder.closingEvents(output));
  }

  @Override
  public byte[] malformedEvent() {
    return rewritten(encoder.malformedEvent());
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return rewritten(encoder.errorEvent(fault));
  }

  @Override
  public JsonReply completeReply(ModelOutput output) {
    JsonReply reply = encoder.completeReply(output);
    try {
      if (!(JSON.readTree(reply.body()) instanceof ObjectNode body)) {
        throw new IllegalStateException("a reply is an object");
      }
      rewriter.rewriteReply(body);
      return reply.withBody(JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public JsonReply errorReply(Fault fault) {
    return encoder.errorReply(fault);
  }

  private byte[] rewritten(byte[] events) {
    StringBuilder written = new StringBuilder();
    List<StreamEvent> parsed = StreamEvent.parse(events);
    parsed.forEach(
        event -> rewriter.rewrite(event).forEach(odd -> written.append(rewriter.write(odd))));
    return written.toString().getBytes(UTF_8);
  }
}
