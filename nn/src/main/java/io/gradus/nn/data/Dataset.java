package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Examples ready for a network: a matrix of features and one of targets.
///
/// The target matrix is one-hot for classification, 0 or 1 for multi-label, and scaled values for
/// regression. It has no columns where targets are unknown, as for a prediction.
///
/// @param task what is learned
/// @param features the inputs, (rows, width)
/// @param targets the answers, (rows, outputs), of the same dtype
/// @param featureNames a name for each column of `features`
/// @param targetNames the classes, labels or target columns, one for each output
/// @param categories the columns of `features` that hold numbers of levels
public record Dataset(
    Task task,
    Array features,
    Array targets,
    List<String> featureNames,
    List<String> targetNames,
    List<Category> categories) {
  private static final int CHUNK = 1 << 16;

  public Dataset {
    featureNames = List.copyOf(featureNames);
    targetNames = List.copyOf(targetNames);
    categories = List.copyOf(categories);
    check(features.shape().rank() == 2 && targets.shape().rank() == 2, "two matrices");
    check(features.shape().dim(0) == targets.shape().dim(0), "as many targets as examples");
    check(features.shape().dim(1) == featureNames.size(), "a name for each feature");
    int outputs = targets.shape().dim(1);
    check(outputs == 0 || outputs == targetNames.size(), "a name for each target");
    check(features.dtype() == targets.dtype(), "one dtype");
  }

  /// Examples whose features are all measures.
  public Dataset(
      Task task,
      Array features,
      Array targets,
      List<String> featureNames,
      List<String> targetNames) {
    this(task, features, targets, featureNames, targetNames, List.of());
  }

  private static void check(boolean holds, String need) {
    if (!holds) {
      throw new IllegalArgumentException("a data set needs " + need);
    }
  }

  /// The number of examples.
  public int size() {
    return features.shape().dim(0);
  }

  /// The number of features of an example.
  public int width() {
    return features.shape().dim(1);
  }

  /// The number of outputs that a network for these targets has.
  public int outputs() {
    return targetNames.size();
  }

  /// True if the answers are known.
  public boolean hasTargets() {
    return targets.shape().dim(1) > 0;
  }

  /// The number format of both matrices.
  public DType dtype() {
    return features.dtype();
  }

  /// For each example the position of the greatest target, which for classification is its class.
  public int[] labels() {
    int k = targets.shape().dim(1);
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 1; j < k; j++) {
        labels[i] = targets.get(i * k + j) > targets.get(i * k + labels[i]) ? j : labels[i];
      }
    }
    return labels;
  }

  /// How many examples each class has, in the order of [#targetNames]; of several labels, how many
  /// examples have each. The targets of a regression are no classes.
  public long[] classCounts() {
    if (task == Task.REGRESSION) {
      throw new IllegalArgumentException("a regression has no classes to count");
    }
    long[] counts = new long[targets.shape().dim(1)];
    for (int i = 0; i < targets.size(); i++) {
      counts[i % counts.length] += targets.get(i) == 1 ? 1 : 0;
    }
    return counts;
  }

  /// The examples with the given numbers, in that order; repetitions are allowed.
  public Dataset rows(int... indices) {
    Array x = Array.zeros(dtype(), Shape.of(indices.length, width()));
    Array y = Array.zeros(dtype(), Shape.of(indices.length, targets.shape().dim(1)));
    gather(indices, 0, indices.length, x, y);
    return new Dataset(task, x, y, featureNames, targetNames, categories);
  }

  /// Copies a batch, the examples `indices[from … from + count)`, into the first `count` rows of
  /// the caller's arrays.
  ///
  /// @param x receives features, (≥ count, width), of the same dtype
  /// @param y receives targets, (≥ count, outputs), of the same dtype
  public void gather(int[] indices, int from, int count, Array x, Array y) {
    gather(features, indices, from, count, x);
    gather(targets, indices, from, count, y);
  }

  private static void gather(Array source, int[] indices, int from, int count, Array into) {
    int width = source.shape().dim(1);
    boolean single = source.dtype() == DType.F32;
    Object s = single ? source.floats() : source.doubles();
    Object t = single ? into.floats() : into.doubles();
    for (int i = 0; i < count; i++) {
      System.arraycopy(s, indices[from + i] * width, t, i * width, width);
    }
  }

  /// The same examples in another number format.
  public Dataset cast(DType dtype) {
    return dtype == dtype()
        ? this
        : new Dataset(
            task, features.cast(dtype), targets.cast(dtype), featureNames, targetNames, categories);
  }

  /// A fingerprint of task, names, shapes and all values: SHA-256 in hexadecimal, the same on every
  /// machine.
  public String hash() {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    String head =
        task.text()
            + '\0'
            + String.join("\0", featureNames)
            + "\0\0"
            + String.join("\0", targetNames);
    sha.update(head.getBytes(StandardCharsets.UTF_8));
    update(sha, features);
    update(sha, targets);
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void update(MessageDigest sha, Array a) {
    sha.update((a.dtype().text() + a.shape()).getBytes(StandardCharsets.UTF_8));
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int step = CHUNK / a.dtype().bytes();
    for (int from = 0; from < a.size(); from += step) {
      int count = Math.min(step, a.size() - from);
      switch (a.dtype()) {
        case F32 -> chunk.asFloatBuffer().put(a.floats(), from, count);
        case F64 -> chunk.asDoubleBuffer().put(a.doubles(), from, count);
      }
      sha.update(chunk.array(), 0, count * a.dtype().bytes());
    }
  }
}
