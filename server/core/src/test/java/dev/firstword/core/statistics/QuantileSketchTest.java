package dev.firstword.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class QuantileSketchTest {

  @Property
  void quantilesAreWithinOnePercent(
      @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = 0.1, max = 100_000) Double> values,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double quantile = sketch(values).quantile(share);

    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double exact = sorted[(int) Math.ceil(share * sorted.length - 1e-9) - 1];
    assertThat(Math.abs(quantile - exact) / exact)
        .isLessThanOrEqualTo(QuantileSketch.RELATIVE_ERROR);
  }

  @Property
  void mergedPartsEqualTheWhole(
      @ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 1e8) Double> one,
      @ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 1e8) Double> other) {
    QuantileSketch merged = sketch(one);
    merged.merge(sketch(other));

    QuantileSketch whole = sketch(one);
    other.forEach(whole::record);
    assertThat(merged).isEqualTo(whole);
  }

  @Property
  void roundTrips(@ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 1e8) Double> values)
      throws IOException {
    QuantileSketch sketch = sketch(values);

    assertThat(QuantileSketch.read(in(written(sketch)))).isEqualTo(sketch);
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

  private static byte[] written(QuantileSketch sketch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sketch.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
