package io.gradus.nn.data;

import io.gradus.array.DType;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The way from a table to numbers, learned from the training rows only. A plain value.
///
/// Feature by feature: numbers are imputed by the median and scaled, with an indicator where values
/// were missing; texts become one-hot, a position, or the number of a level. Means and deviations
/// are those of the values present in the training rows.
///
/// @param task what is learned
/// @param features what was learned about each feature column, in the order of the matrix
/// @param targets what was learned about each target column, in the order of the outputs
/// @param missing what happens to missing values among the features
/// @param notes what the user should know, a sentence each; not part of the saved tree
/// @param leaks the features that give a target away; not part of the saved tree
public record Preprocessor(
    Task task,
    List<Feature> features,
    List<Target> targets,
    Options.Missing missing,
    List<String> notes,
    List<Leak> leaks) {

  public Preprocessor {
    leaks = List.copyOf(leaks);
    features = List.copyOf(features);
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
  }

  /// A way that was not learned here, so that nothing is known of leaks.
  public Preprocessor(
      Task task,
      List<Feature> features,
      List<Target> targets,
      Options.Missing missing,
      List<String> notes) {
    this(task, features, targets, missing, notes, List.of());
  }

  /// Learns from some rows of a table.
  ///
  /// @param train the training rows; rows without a target value do not count
  /// @throws UserException if a column is unknown, a number column has a slip, a feature has no
  ///   value in the training rows, the target has one single class, or nothing is left to learn
  ///   from
  public static Preprocessor fit(Table table, int[] train, Options options) {
    return new Fitting(table, train, options).fit();
  }

  /// The examples of all rows with a target value.
  ///
  /// @throws UserException as for some rows
  public Dataset apply(Table table, DType dtype) {
    return apply(table, table.allRows(), dtype);
  }

  /// The examples of some rows, in their order. Rows without a target value are left out; with
  /// [Options.Missing#DROP] also those without all features.
  ///
  /// @throws UserException if a column is not there, a number column holds text, a class was not
  ///   seen in training, or no row is left
  public Dataset apply(Table table, int[] rows, DType dtype) {
    return apply(table, rows, dtype, Cache.AUTO);
  }

  /// The examples of some rows, in a place of choice.
  public Dataset apply(Table table, int[] rows, DType dtype, Cache cache) {
    return new Applying(this, table, cache).examples(rows, dtype);
  }

  /// The features of all rows, one example for each row, for a prediction. The target columns need
  /// not be there; the data set has no targets.
  ///
  /// @throws UserException if a feature column is not there or a number column holds text
  public Dataset inputs(Table table, DType dtype) {
    return new Applying(this, table, Cache.AUTO).inputs(dtype);
  }

  /// The number of columns of the feature matrix.
  public int width() {
    return features.stream().mapToInt(f -> f.names().size()).sum();
  }

  /// The columns of the feature matrix that hold numbers of levels, in their order.
  public List<Category> categories() {
    List<Category> categories = new ArrayList<>();
    int column = 0;
    for (Feature feature : features) {
      if (feature instanceof Feature.Index index) {
        categories.add(new Category(column, index.levels().size() + 1));
      }
      column += feature.names().size();
    }
    return categories;
  }

  /// The names of the columns of the feature matrix.
  public List<String> featureNames() {
    return features.stream().flatMap(f -> f.names().stream()).toList();
  }

  /// The names of the outputs: classes, labels or target columns.
  public List<String> targetNames() {
    return targets.stream().flatMap(t -> t.names().stream()).toList();
  }

  /// This value as a tree of maps, lists, strings, numbers and truth values, such as JSON holds.
  public Map<String, Object> toTree() {
    return Trees.write(this);
  }

  /// The value of a tree; `fromTree(p.toTree())` equals `p` but for the notes, bit for bit.
  ///
  /// @throws UserException naming the entry that is missing or of the wrong kind
  public static Preprocessor fromTree(Map<String, Object> tree) {
    return Trees.read(tree);
  }
}
