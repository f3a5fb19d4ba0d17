package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.nn.Inference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// Examples ready for a network: a matrix of features and one of targets, on the heap or in mapped
/// files.
///
/// The target matrix is one-hot for classification, 0 or 1 for multi-label, and scaled values for
/// regression. It has no columns where targets are unknown, as for a prediction.
public final class Dataset implements Inference.Rows {
  private static final int CHUNK = 1 << 14; // numbers

  private final Task task;
  private final Matrix features;
  private final Matrix targets;
  private final List<String> featureNames;
  private final List<String> targetNames;
  private final List<Category> categories;

  Dataset(
      Task task,
      Matrix features,
      Matrix targets,
      List<String> featureNames,
      List<String> targetNames,
      List<Category> categories) {
    this.task = task;
    this.features = features;
    this.targets = targets;
    this.featureNames = List.copyOf(featureNames);
    this.targetNames = List.copyOf(targetNames);
    this.categories = List.copyOf(categories);
    check(features.rows() == targets.rows(), "as many targets as examples");
    check(features.width() == featureNames.size(), "a name for each feature");
    int outputs = targets.width();
    check(outputs == 0 || outputs == targetNames.size(), "a name for each target");
    check(features.dtype() == targets.dtype(), "one dtype");
  }

  /// Examples over the memory of two arrays.
  ///
  /// @param task what is learned
  /// @param features the inputs, (rows, width)
  /// @param targets the answers, (rows, outputs), of the same dtype
  /// @param featureNames a name for each column of `features`
  /// @param targetNames the classes, labels or target columns, one for each output
  public Dataset(
      Task task,
      Array features,
      Array targets,
      List<String> featureNames,
      List<String> targetNames) {
    this(task, matrix(features), matrix(targets), featureNames, targetNames, List.of());
  }

  private static Matrix matrix(Array a) {
    check(a.shape().rank() == 2, "two matrices");
    return Matrix.of(a);
  }

  private static void check(boolean holds, String need) {
    if (!holds) {
      throw new IllegalArgumentException("a data set needs " + need);
    }
  }

  /// What is learned.
  public Task task() {
    return task;
  }

  /// The inputs (rows, width) as one array, which is a copy if they lie in a mapped file.
  public Array features() {
    return features.array();
  }

  /// The answers (rows, outputs) as one array, which is a copy if they lie in a mapped file.
  public Array targets() {
    return targets.array();
  }

  /// A name for each feature.
  public List<String> featureNames() {
    return featureNames;
  }

  /// The classes, labels or target columns, one for each output.
  public List<String> targetNames() {
    return targetNames;
  }

  /// The features that are numbers of levels.
  public List<Category> categories() {
    return categories;
  }

  /// The number of examples.
  @Override
  public int size() {
    return features.rows();
  }

  /// The number of features of an example.
  @Override
  public int width() {
    return features.width();
  }

  /// The number of outputs that a network for these targets has.
  public int outputs() {
    return targetNames.size();
  }

  /// True if the answers are known.
  public boolean hasTargets() {
    return targets.width() > 0;
  }

  /// The number format of both matrices.
  @Override
  public DType dtype() {
    return features.dtype();
  }

  /// For each example the position of the greatest target, which for classification is its class.
  public int[] labels() {
    int k = targets.width();
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      long row = (long) i * k;
      for (int j = 1; j < k; j++) {
        labels[i] = targets.get(row + j) > targets.get(row + labels[i]) ? j : labels[i];
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
    long[] counts = new long[targets.width()];
    for (long i = 0; i < targets.size(); i++) {
      counts[(int) (i % counts.length)] += targets.get(i) == 1 ? 1 : 0;
    }
    return counts;
  }

  /// The examples with the given numbers, in that order; repetitions are allowed.
  public Dataset rows(int... indices) {
    return rows(indices, Cache.MEMORY);
  }

  /// The same in a place of choice.
  public Dataset rows(int[] indices, Cache cache) {
    return new Dataset(
        task,
        features.rows(indices, cache),
        targets.rows(indices, cache),
        featureNames,
        targetNames,
        categories);
  }

  /// Some of the examples, spread evenly; all if there are no more.
  public Dataset spread(int most) {
    return most >= size()
        ? this
        : rows(IntStream.range(0, most).map(i -> (int) ((long) i * size() / most)).toArray());
  }

  /// The same examples with other inputs.
  ///
  /// @param inputs of the shape of [#features]
  public Dataset withFeatures(Array inputs) {
    return new Dataset(task, Matrix.of(inputs), targets, featureNames, targetNames, categories);
  }

  /// The same examples with other answers.
  ///
  /// @param answers of the shape of [#targets]
  public Dataset withTargets(Array answers) {
    return new Dataset(task, features, Matrix.of(answers), featureNames, targetNames, categories);
  }

  /// Copies a batch, the examples `indices[from … from + count)`, into the first `count` rows of
  /// the caller's arrays.
  ///
  /// @param x receives features, (≥ count, width), of the same dtype
  /// @param y receives targets, (≥ count, outputs), of the same dtype
  public void gather(int[] indices, int from, int count, Array x, Array y) {
    for (int i = 0; i < count; i++) {
      features.copy(indices[from + i], 1, x, i);
      targets.copy(indices[from + i], 1, y, i);
    }
  }

  /// Copies the examples `from … from + count − 1` into the first `count` rows of the caller's
  /// arrays.
  ///
  /// @param x receives features, (≥ count, width), of the same dtype
  /// @param y receives targets, (≥ count, outputs), of the same dtype; null if they are not wanted
  @Override
  public void copy(int from, int count, Array x, Array y) {
    features.copy(from, count, x, 0);
    if (y != null) {
      targets.copy(from, count, y, 0);
    }
  }

  /// The same examples in another number format.
  public Dataset cast(DType dtype) {
    return dtype == dtype()
        ? this
        : new Dataset(
            task,
            Matrix.of(features().cast(dtype)),
            Matrix.of(targets().cast(dtype)),
            featureNames,
            targetNames,
            categories);
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

  private static void update(MessageDigest sha, Matrix m) {
    Shape shape = Shape.of(m.rows(), m.width());
    sha.update((m.dtype().text() + shape).getBytes(StandardCharsets.UTF_8));
    for (long from = 0; from < m.size(); from += CHUNK) {
      sha.update(m.bytes(from, (int) Math.min(CHUNK, m.size() - from)));
    }
  }
}
