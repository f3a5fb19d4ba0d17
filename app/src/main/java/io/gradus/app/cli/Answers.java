package io.gradus.app.cli;

import io.gradus.app.plot.Numbers;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Target;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.Predictions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Predictions as rows of named values: `prediction` and `p_CLASS` for classes, the level of each
/// label and its probability for several labels, the values themselves for numbers.
final class Answers {
  private final Model model;
  private final Predictions predictions;

  Answers(Model model, Predictions predictions) {
    this.model = model;
    this.predictions = predictions;
  }

  /// The number of rows.
  int size() {
    return predictions.rows();
  }

  /// A table, line by line.
  Stream<String> lines() {
    return Stream.concat(
        Stream.of(line(names())), IntStream.range(0, size()).mapToObj(row -> line(values(row))));
  }

  /// The rows by name of the column.
  List<Map<String, Object>> trees() {
    List<String> names = names();
    List<Map<String, Object>> trees = new ArrayList<>();
    for (int row = 0; row < size(); row++) {
      List<Object> values = values(row);
      Map<String, Object> tree = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        tree.put(names.get(i), values.get(i));
      }
      trees.add(tree);
    }
    return trees;
  }

  private List<String> names() {
    List<String> outputs = predictions.names();
    List<String> names = new ArrayList<>();
    switch (predictions.task()) {
      case CLASSIFICATION -> {
        names.add("prediction");
        outputs.forEach(name -> names.add("p_" + name));
      }
      case MULTI_LABEL -> outputs.forEach(name -> names.addAll(List.of(name, "p_" + name)));
      case REGRESSION -> names.addAll(outputs.size() == 1 ? List.of("prediction") : outputs);
    }
    return names;
  }

  private List<Object> values(int row) {
    List<Object> values = new ArrayList<>();
    int outputs = predictions.names().size();
    switch (predictions.task()) {
      case CLASSIFICATION -> {
        values.add(predictions.name(row));
        IntStream.range(0, outputs).forEach(j -> values.add(value(row, j)));
      }
      case MULTI_LABEL -> {
        for (int j = 0; j < outputs; j++) {
          values.add(level(j, predictions.value(row, j) > 0.5 ? 1 : 0));
          values.add(value(row, j));
        }
      }
      case REGRESSION -> IntStream.range(0, outputs).forEach(j -> values.add(value(row, j)));
    }
    return values;
  }

  /// A number with the digits that the model's precision gives it.
  private double value(int row, int output) {
    double x = predictions.value(row, output);
    return switch (model.description().precision()) {
      case F32 -> Double.parseDouble(Float.toString((float) x));
      case F64 -> x;
    };
  }

  /// How many rows have each answer, the most frequent one first; empty for numbers.
  String counts() {
    if (predictions.task() != Task.CLASSIFICATION) {
      return "";
    }
    Map<String, Long> counts =
        IntStream.range(0, size())
            .boxed()
            .collect(Collectors.groupingBy(predictions::name, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
        .map(e -> Numbers.count(e.getValue()) + " " + e.getKey())
        .collect(Collectors.joining(", ", ": ", ""));
  }

  /// What the user's table calls the two values of a label.
  private String level(int label, int value) {
    return model
        .preprocessor()
        .map(Preprocessor::targets)
        .filter(targets -> targets.get(label) instanceof Target.Label)
        .map(targets -> ((Target.Label) targets.get(label)).levels().get(value))
        .orElse(String.valueOf(value));
  }

  private static String line(List<?> cells) {
    List<String> fields = new ArrayList<>();
    for (Object cell : cells) {
      String text = String.valueOf(cell);
      boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      fields.add(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }
    return String.join(",", fields);
  }
}
