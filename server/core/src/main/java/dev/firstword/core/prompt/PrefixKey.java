package dev.firstword.core.prompt;

import java.util.HexFormat;

/** Identifies a prompt prefix by 128 bits of its digest. */
public record PrefixKey(long high, long low) {

  /** Returns the key in hexadecimal digits. */
  String hex() {
    HexFormat format = HexFormat.of();
    return format.toHexDigits(high) + format.toHexDigits(low);
  }
}
