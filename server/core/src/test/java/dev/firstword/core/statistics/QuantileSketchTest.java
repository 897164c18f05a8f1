package dev.firstword.core.statistics;

import static dev.firstword.relay.testing.Generators.doubles;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuantileSketchTest {

  @Test
  void quantilesAreWithinOnePercent() {
    property()
        .forAll(lists(doubles(0.1, 100_000), 1, 200), doubles(0.01, 1))
        .checkAssert((values, share) -> {
          double quantile = sketch(values).quantile(share);

          double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
          double exact = sorted[(int) Math.ceil(share * sorted.length - 1e-9) - 1];
          assertThat(Math.abs(quantile - exact) / exact)
              .isLessThanOrEqualTo(QuantileSketch.RELATIVE_ERROR);
        });
  }

  @Test
  void mergedPartsEqualTheWhole() {
    property()
        .forAll(lists(doubles(0, 1e8), 0, 50), lists(doubles(0, 1e8), 0, 50))
        .checkAssert((one, other) -> {
          QuantileSketch merged = sketch(one);
          merged.merge(sketch(other));

          QuantileSketch whole = sketch(one);
          other.forEach(whole::record);
          assertThat(merged).isEqualTo(whole);
        });
  }

  @Test
  void roundTrips() {
    property()
        .forAll(lists(doubles(0, 1e8), 0, 50))
        .checkAssert(values -> {
          QuantileSketch sketch = sketch(values);

          assertThat(writtenAndRead(sketch)).isEqualTo(sketch);
        });
  }

  @Test
  void rejectsATruncatedSketch() throws IOException {
    byte[] whole = written(sketch(List.of(1.0, 300.0, 4000.0)));

    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> QuantileSketch.read(in(part))).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void rejectsBinsOutOfRange() {
    byte[] beyond = {0x7f, 0x7f, 0, 1, 1};

    assertThatThrownBy(() -> QuantileSketch.read(in(beyond))).isInstanceOf(IOException.class);
  }

  @Test
  void isCompactForSimilarValues() throws IOException {
    QuantileSketch sketch = new QuantileSketch();
    for (int i = 0; i < 10_000; i++) {
      sketch.record(500 + i % 100);
    }

    assertThat(written(sketch).length).isLessThan(50);
  }

  private static QuantileSketch sketch(List<Double> values) {
    QuantileSketch sketch = new QuantileSketch();
    values.forEach(sketch::record);
    return sketch;
  }

  private static QuantileSketch writtenAndRead(QuantileSketch sketch) {
    try {
      return QuantileSketch.read(in(written(sketch)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] written(QuantileSketch sketch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sketch.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Test
  void countsTheValuesUpToABound() {
    QuantileSketch sketch = new QuantileSketch();
    for (double value : new double[] {1, 40, 40, 900}) {
      sketch.record(value);
    }

    assertThat(sketch.countUpTo(0.5)).isZero();
    assertThat(sketch.countUpTo(50)).isEqualTo(3);
    assertThat(sketch.countUpTo(1e9)).isEqualTo(4);
    assertThat(new QuantileSketch().countUpTo(1e9)).isZero();
  }
}
