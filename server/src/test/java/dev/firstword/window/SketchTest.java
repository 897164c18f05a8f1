package dev.firstword.window;

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

final class SketchTest {

  @Property
  void percentilesAreWithinOnePercentOfTheExactOnes(
      @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = 0.1, max = 100_000) Double> values,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double quantile = sketch(values).quantile(share);

    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double exact = sorted[(int) Math.ceil(share * sorted.length - 1e-9) - 1];
    assertThat(Math.abs(quantile - exact) / exact).isLessThanOrEqualTo(Sketch.ERROR);
  }

  @Property
  void partsAddUpToTheWhole(
      @ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 1e8) Double> one,
      @ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 1e8) Double> other) {
    Sketch merged = sketch(one);
    merged.add(sketch(other));

    Sketch whole = sketch(one);
    other.forEach(whole::record);
    assertThat(merged).isEqualTo(whole);
  }

  @Property
  void isReadAsItWasWritten(
      @ForAll @Size(max = 50) List<@DoubleRange(min = 0, max = 1e8) Double> values)
      throws IOException {
    Sketch sketch = sketch(values);

    assertThat(Sketch.read(in(written(sketch)))).isEqualTo(sketch);
  }

  @Test
  void aSketchThatWasCutIsNotRead() throws IOException {
    byte[] whole = written(sketch(List.of(1.0, 300.0, 4000.0)));

    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Sketch.read(in(part))).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void binsThatThereAreNotAreNotRead() {
    byte[] beyond = {0x7f, 0x7f, 0, 1, 1};

    assertThatThrownBy(() -> Sketch.read(in(beyond))).isInstanceOf(IOException.class);
  }

  @Test
  void takesLittleRoomForValuesThatAreAlike() throws IOException {
    Sketch sketch = new Sketch();
    for (int i = 0; i < 10_000; i++) {
      sketch.record(500 + i % 100);
    }

    assertThat(written(sketch).length).isLessThan(50);
  }

  private static Sketch sketch(List<Double> values) {
    Sketch sketch = new Sketch();
    values.forEach(sketch::record);
    return sketch;
  }

  private static byte[] written(Sketch sketch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sketch.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
