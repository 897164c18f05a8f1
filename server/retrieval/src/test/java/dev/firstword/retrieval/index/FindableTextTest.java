package dev.firstword.retrieval.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.Chunker;
import dev.firstword.retrieval.extraction.DocumentReader;
import dev.firstword.retrieval.extraction.TextWithCharset;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is found by the words that a reader sees, whatever the bytes of the document. */
final class FindableTextTest {

  private static final String GREETING = "Grüße aus München, 5 € für Flügelhörner";

  @TempDir private Path folder;
  private final DocumentStoreFixture documents = new DocumentStoreFixture();
  private final DocumentReader reader = new DocumentReader();
  private @Nullable TenantIndexes indexes;

  @AfterEach
  void close() {
    if (indexes != null) {
      indexes.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void findsTextWithAByteOrderMark(String encoding) {
    add(MediaType.TEXT, ("\uFEFF" + GREETING).getBytes(Charset.forName(encoding)));

    assertFound("münchen", "Flügelhörner", "grüße");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "windows-1252"})
  void findsTextInAnEncodingThatIsNotNamed(String encoding) {
    add(MediaType.MARKDOWN, GREETING.getBytes(Charset.forName(encoding)));

    assertFound("münchen", "Flügelhörner", "grüße");
  }

  @ParameterizedTest
  @CsvSource({
    "<meta charset=iso-8859-15>, ISO-8859-15, naïve café, café",
    "<META http-equiv=Content-Type content='text/html; charset=windows-1251'>,"
        + " windows-1251, Белый медведь, медведь",
    "<meta charset='shift_jis'>, windows-31j, 白熊は北極に住む, 北極",
    "<?xml version='1.0' encoding='koi8-r'?>, KOI8-R, Белый медведь, медведь",
    "<!-- <meta charset=utf-8> --><meta charset=gb2312>, GBK, 北极熊住在北方, 北方",
    "<meta charset=latin1>, UTF-8, Grüße aus München, münchen",
    "<meta charset=utf-8>, windows-1252, Grüße aus München, münchen",
  })
  void findsTextOfAPageInItsEncoding(String head, String encoding, String text, String query) {
    add(MediaType.HTML, (head + "<p>" + text).getBytes(Charset.forName(encoding)));

    assertFound(query);
  }

  @ParameterizedTest
  @CsvSource({
    "shift_jis, windows-31j, 白熊は北極に住む, 北極",
    "ISO-2022-JP, ISO-2022-JP, 白熊は北極に住む, 北極",
    "big5, Big5, 北極熊住在北方, 北方",
    "euc-kr, EUC-KR, 북극곰은 북극에 산다, 북극곰은",
    "Windows-1251, windows-1251, Белый медведь, медведь",
    "koi8-r, KOI8-R, Белый медведь, медведь",
    "latin1, windows-1252, Grüße aus München, münchen",
    "utf-16, UTF-16LE, 白熊は北極に住む, 北極",
    "utf-16be, UTF-16BE, 白熊は北極に住む, 北極",
    "iso-8859-1, UTF-8, Grüße aus München, münchen",
    "klingon, UTF-8, Grüße aus München, münchen",
    "utf-8, windows-1252, Grüße aus München, münchen",
  })
  void findsTextWhoseEncodingIsToldBesideIt(
      String label, String encoding, String text, String query) {
    byte[] content = text.getBytes(Charset.forName(encoding));

    add(MediaType.TEXT, TextWithCharset.toUtf8(content, label, 1_000).orElseThrow());

    assertFound(query);
  }

  @Test
  void convertsTextOfAnyLengthAndLimitsIt() {
    String text = "Белый медведь 🐻‍❄️ ".repeat(2_000);
    byte[] content = text.getBytes(Charset.forName("GB18030"));
    int size = text.getBytes(UTF_8).length;

    assertThat(TextWithCharset.toUtf8(content, "gb18030", size).orElseThrow())
        .isEqualTo(text.getBytes(UTF_8));
    assertThat(TextWithCharset.toUtf8(content, "gb18030", size - 1)).isEmpty();
    assertThat(TextWithCharset.toUtf8(content, null, 1)).contains(content);
  }

  @Test
  void findsTextThatIsCutWithinACharacter() {
    byte[] whole =
        "Ein Bär läuft über schöne grüne Wälder, Äcker, Flüße und Dörfer für ö".getBytes(UTF_8);
    byte[] cut = new byte[whole.length - 1];
    System.arraycopy(whole, 0, cut, 0, cut.length);

    add(MediaType.TEXT, cut);

    assertFound("Wälder", "Bär");
  }

  @Test
  void refusesWhatIsNotText() {
    byte[] noise = new byte[10_000];
    new Random(1).nextBytes(noise);
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    image.writeBytes(
        "\u0089PNG\r\n\u001A\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\b\6\0".getBytes(ISO_8859_1));

    for (byte[] content :
        new byte[][] {
          noise,
          image.toByteArray(),
          new byte[5_000],
          "Белый медведь живёт в Арктике".getBytes(Charset.forName("windows-1251")),
          "白熊は北極に住んでいます".getBytes(Charset.forName("windows-31j")),
        }) {
      for (MediaType type : new MediaType[] {MediaType.TEXT, MediaType.MARKDOWN, MediaType.HTML}) {
        assertThatThrownBy(() -> reader.read(type, content))
            .isInstanceOf(RetrievalException.class)
            .hasMessageMatching("The document .+\\.");
      }
    }
  }

  @Test
  void findsAccentsThatAreWrittenApart() {
    add(MediaType.TEXT, Normalizer.normalize("München, éclair, Đà Nẵng", Form.NFD).getBytes(UTF_8));

    assertFound("München", "éclair", "Nẵng", "munchen", "eclair");
    assertFound(Normalizer.normalize("München", Form.NFD), Normalizer.normalize("Nẵng", Form.NFD));
  }

  @Test
  void findsComposedTextByAccentsThatAreWrittenApart() {
    add(MediaType.TEXT, "München, éclair, 한국어".getBytes(UTF_8));

    assertFound(
        Normalizer.normalize("München", Form.NFD),
        Normalizer.normalize("éclair", Form.NFD),
        Normalizer.normalize("한국어", Form.NFD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "super&shy;cali&shy;fragilistic",
        "super&#8203;califragilistic",
        "super<wbr>califragilistic",
        "super&#8288;califragilistic",
        "super&zwnj;cali&zwj;fragilistic",
        "super&#xFEFF;califragilistic",
        "&lrm;supercalifragilistic&rlm;",
      })
  void findsWordsWithInvisibleCharactersInThem(String word) {
    add(MediaType.HTML, ("<!doctype html><title>T</title><p>So " + word).getBytes(UTF_8));

    assertFound("supercalifragilistic", "super\u00ADcalifragilistic");
  }

  @ParameterizedTest
  @CsvSource({
    "สวัสดีครับประเทศไทยยินดีต้อนรับ, ประเทศไทย",
    "ສະບາຍດີປະເທດລາວຍິນດີຕ້ອນຮັບ, ປະເທດລາວ",
    "សូមស្វាគមន៍មកកាន់ប្រទេសកម្ពុជា, កម្ពុជា",
    "မြန်မာနိုင်ငံမှကြိုဆိုပါသည်, နိုင်ငံ",
    "北京是中国的首都, 首都",
    "白熊は北極に住んでいます, 北極",
    "ひらがなのぶんしょう, ぶんしょう",
    "オープンデータベース, データ",
  })
  void findsWordsInScriptsWithoutSpaces(String text, String query) {
    documents.put("acme", "other", "", "Something else altogether.");
    add(MediaType.TEXT, text.getBytes(UTF_8));

    assertFound(query);
  }

  @ParameterizedTest
  @CsvSource({
    "مَرْحَبًا بِالعَالَم, مرحبا",
    "مرحبا بالعالم, مَرْحَبًا",
    "مرحبـــا بالعالم, مرحبا",
    "ﻣﺮﺣﺒﺎ ﺑﺎﻟﻌﺎﻟﻢ, مرحبا",
    "שָׁלוֹם עוֹלָם, שלום",
    "ｱﾒﾘｶｶﾞｯｼｭｳｺｸ, アメリカ",
    "ＡＢＣ商事, abc",
    "the ﬁnal oﬃce, office",
  })
  void findsLettersInOtherForms(String text, String query) {
    documents.put("acme", "other", "", "Something else altogether.");
    add(MediaType.TEXT, text.getBytes(UTF_8));

    assertFound(query);
  }

  @Test
  void findsAWordAnywhereInALongLineWithoutSpaces() {
    for (int before = 230; before < 260; before++) {
      documents.put("acme", "doc" + before, "", "ก".repeat(before) + "ประเทศไทย");
    }
    indexes = documents.openIndexes(folder, null);

    assertThat(indexes().search("acme", "ประเทศไทย", null, 50).passages()).hasSize(30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p style='display:none'>wolfram</p>",
        "<p style=' color : red; DISPLAY : None !important '>wolfram</p>",
        "<div style='display:none'><p><b>wolfram</b></p></div>",
        "<p style='visibility:hidden'>wolfram</p>",
        "<p style='visibility: collapse'>wolfram</p>",
        "<p style='font-size:0'>wolfram</p>",
        "<p style='font-size:0.0px'><span style='font-size:2em'>wolfram</span></p>",
        "<p style='font:0/0 a'>wolfram</p>",
        "<p style='opacity:0'>wolfram</p>",
        "<p style='/* note */display:/**/none'>wolfram</p>",
        "<p hidden>wolfram</p>",
        "<p hidden=until-found>wolfram</p>",
        "<template><p>wolfram</p></template>",
        "<noscript>wolfram</noscript>",
        "<script>wolfram()</script>",
        "<style>.wolfram {}</style>",
        "<!-- wolfram -->",
        "<dialog>wolfram</dialog>",
        "<datalist id=d><option>wolfram</datalist>",
        "<h2 style='display:none'>wolfram</h2>",
        "<h2>Metals<span hidden>wolfram</span></h2>",
        "<div popover>wolfram</div>",
        "<p style='height:0;overflow:hidden'>wolfram</p>",
        "<p style='max-width:0px; overflow-x: clip'>wolfram</p>",
        "<p style='transform: rotate(3deg) scale(0)'>wolfram</p>",
        "<p style='scale:0'>wolfram</p>",
        "<p style='filter:opacity(0%)'>wolfram</p>",
        "<p style='color:transparent'>wolfram</p>",
        "<p style='color: rgba(0, 0, 0, 0)'>wolfram</p>",
        "<p style='color:#ffffff00'>wolfram</p>",
      })
  void leavesOutTextThatNoReaderSees(String hidden) {
    String page = "<!doctype html><title>T</title>" + hidden + "<p>Real tungsten text</p>";

    add(MediaType.HTML, page.getBytes(UTF_8));

    assertFound("tungsten");
    assertThat(indexes().search("acme", "wolfram", null, 5).passages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p aria-hidden=true>wolfram</p>",
        "<p style='display:block'>wolfram</p>",
        "<p style='display:none;display:block'>wolfram</p>",
        "<div style='visibility:hidden'><p style='visibility:visible'>wolfram</p></div>",
        "<ul style='font-size:0'><li style='font-size:12px'>wolfram</ul>",
        "<div style='visibility:hidden'>a</div><p>wolfram</p>",
        "<p style='font-size:10px'>wolfram</p>",
        "<p style='opacity:0.5'>wolfram</p>",
        "<p style='height:0'>wolfram</p>",
        "<p style='overflow:hidden;height:10px'>wolfram</p>",
        "<p style='transform:scale(0.5)'>wolfram</p>",
        "<p style='color:#000'>wolfram</p>",
        "<p style='color:rgb(0,0,0)'>wolfram</p>",
        "<p style='color:#123450'>wolfram</p>",
        "<div style='color:transparent'><p style='color:red'>wolfram</p></div>",
        "<p style='background:url(data:image/png;base64,display:none)'>wolfram</p>",
        "<details><summary>More</summary>wolfram</details>",
        "<dialog open>wolfram</dialog>",
      })
  void findsTextThatAReaderCanSee(String shown) {
    add(MediaType.HTML, ("<!doctype html><title>T</title>" + shown).getBytes(UTF_8));

    assertFound("wolfram");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div style='display:none'>wolfram</div>",
        "<div style='display:none'>\n\nwolfram\n\n<div>wolfram</div>\n\n- wolfram\n\n</div>",
        "<section hidden>\n\n## wolfram\n\n    wolfram\n\n</section>",
        "So <span hidden>*wolfram*</span> it is.",
        "So <SPAN style='font-size:0'>`wolfram` <b>wolfram</b></SPAN> it is.",
        "- So <span title='>' hidden>wolfram <span>x</span> wolfram</span> it is.",
        "So <span hidden>wolfram",
        "<!-- <p hidden> -->",
        "So <!-- wolfram --> it is.",
        "So <br hidden> it is.",
      })
  void leavesOutHiddenTextOfPagesWithinMarkdown(String markup) {
    String text = "# Metals\n\n" + markup + "\n\nReal tungsten text.";

    add(MediaType.MARKDOWN, text.getBytes(UTF_8));

    assertFound("tungsten");
    assertThat(indexes().search("acme", "wolfram", null, 5).passages()).isEmpty();
  }

  private void add(MediaType type, byte[] content) {
    String[] texts =
        new Chunker()
            .chunks(reader.read(type, content).sections()).stream()
                .map(chunk -> chunk.heading() + " " + chunk.text())
                .toArray(String[]::new);
    documents.put("acme", "doc", "", texts);
    indexes = documents.openIndexes(folder, null);
  }

  private TenantIndexes indexes() {
    return Objects.requireNonNull(indexes);
  }

  private void assertFound(String... queries) {
    for (String query : queries) {
      assertThat(indexes().search("acme", query, null, 5).passages())
          .as(query)
          .isNotEmpty()
          .allMatch(passage -> passage.documentId().equals("doc"));
    }
  }
}
