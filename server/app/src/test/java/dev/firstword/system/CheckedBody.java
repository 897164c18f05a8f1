package dev.firstword.system;

import dev.firstword.system.OpenApiContract.BodyCheck;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A body that is checked while it is read: JSON at its end, a stream at the end of each line. */
final class CheckedBody extends FilterInputStream {

  private static final String DATA = "data: ";
  private static final String DONE = "[DONE]";

  private final BodyCheck check;
  private final ByteArrayOutputStream unchecked = new ByteArrayOutputStream();

  CheckedBody(InputStream body, BodyCheck check) {
    super(body);
    this.check = check;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next < 0) {
      end();
    } else {
      accept((byte) next);
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    for (int i = from; i < from + count; i++) {
      accept(bytes[i]);
    }
    if (count < 0) {
      end();
    }
    return count;
  }

  private void accept(byte next) {
    if (next != '\n' || !check.isStream()) {
      unchecked.write(next);
      return;
    }
    String line = take();
    if (line.startsWith(DATA) && !line.equals(DATA + DONE)) {
      check.check(line.substring(DATA.length()));
    }
  }

  private void end() {
    if (!check.isStream() && unchecked.size() > 0) {
      check.check(take());
    }
  }

  private String take() {
    String text = unchecked.toString(StandardCharsets.UTF_8);
    unchecked.reset();
    return text;
  }
}
