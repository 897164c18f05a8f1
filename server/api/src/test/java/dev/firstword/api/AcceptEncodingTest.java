package dev.firstword.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptEncodingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZip",
        "x-gzip",
        " gzip ",
        "gzip;q=1",
        "gzip;q=0.001",
        "gzip ; Q=0.5",
        "gzip;\tq=1.000",
        "br, gzip",
        "gzip, deflate, br, zstd",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "*",
        "*;q=0.5",
        "identity;q=0, *",
        "identity;q=0, gzip;q=0.1",
        "identity;q=0.5, gzip;q=0.5",
        "*;q=0, gzip",
        "nonsense;;, gzip"
      })
  void prefersGzip(String header) {
    assertThat(AcceptEncoding.parse(header).prefersGzip()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "gzip;q=0",
        "GZIP;Q=0",
        "gzip ; q=0.000",
        "gzip;q=0, br",
        "gzip;q=0, *",
        "*;q=0",
        "*;q=0, identity",
        "identity",
        "identity;q=1, gzip;q=0.5",
        "identity;q=0",
        "br",
        "gzipped",
        "not-gzip",
        "gzip;q=nothing",
        "gzip;q=-1",
        "gzip;q=2",
        "gzip;level=9"
      })
  void prefersPlain(String header) {
    assertThat(AcceptEncoding.parse(header).prefersGzip()).isFalse();
  }
}
