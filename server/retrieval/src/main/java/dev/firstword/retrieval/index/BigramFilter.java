package dev.firstword.retrieval.index;

import java.io.IOException;
import java.util.Set;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Replaces tokens of scripts that put no spaces between words by their overlapping pairs of
 * characters, so that each word in them is found without a dictionary. Thai, Lao, Khmer and Burmese
 * come from the tokenizer as a whole line; Katakana as a compound word. Chinese characters and
 * Hiragana are tokens by themselves already.
 */
final class BigramFilter extends TokenFilter {

  private static final Set<String> TYPES =
      Set.of(
          StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN],
          StandardTokenizer.TOKEN_TYPES[StandardTokenizer.KATAKANA]);

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final TypeAttribute type = addAttribute(TypeAttribute.class);

  /** The code points of the current token. */
  private int[] characters = {};

  /** The start of the next pair in them. */
  private int next;

  BigramFilter(TokenStream input) {
    super(input);
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (next + 1 < characters.length) {
      writePair();
      return true;
    }
    if (!input.incrementToken()) {
      return false;
    }
    characters = TYPES.contains(type.type()) ? term.codePoints().toArray() : new int[0];
    next = 0;
    if (characters.length > 2) {
      writePair();
    } else {
      characters = new int[0];
    }
    return true;
  }

  private void writePair() {
    term.setEmpty()
        .append(Character.toString(characters[next]))
        .append(Character.toString(characters[next + 1]));
    next++;
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    characters = new int[0];
    next = 0;
  }
}
