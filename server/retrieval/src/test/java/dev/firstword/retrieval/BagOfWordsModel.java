package dev.firstword.retrieval;

import dev.firstword.retrieval.model.EmbeddingModel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An embedding model in memory: texts that share words are close to each other. */
public final class BagOfWordsModel implements EmbeddingModel {

  public static final int DIMENSIONS = 64;

  public final List<List<String>> calls = new CopyOnWriteArrayList<>();
  private final String name;
  private volatile Consumer<List<String>> before = _ -> {};

  public BagOfWordsModel(String name) {
    this.name = name;
  }

  /** Sets a hook that runs before each call, for example to fail. */
  public void beforeEachCall(Consumer<List<String>> hook) {
    before = hook;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<float[]> embed(List<String> texts, @Nullable String traceparent) {
    calls.add(List.copyOf(texts));
    before.accept(texts);
    return texts.stream().map(BagOfWordsModel::vector).toList();
  }

  public static float[] vector(String text) {
    float[] vector = new float[DIMENSIONS];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      vector[Math.floorMod(word.hashCode(), DIMENSIONS)] += 1;
    }
    double square = 0;
    for (float number : vector) {
      square += number * number;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / Math.sqrt(square));
    }
    return vector;
  }
}
