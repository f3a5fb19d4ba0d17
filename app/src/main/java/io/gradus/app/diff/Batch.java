package io.gradus.app.diff;

import io.gradus.app.diff.Derivatives.Row;
import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.text.Notation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Many tasks in one process: JSON Lines in, JSON Lines out, line for line.
///
/// A task is `{"expr", "wrt": […], "order"?, "at": [{variable: value}, …]}`. Its answer has
/// `derivatives`, one for each variable, with `text` and `values`, one for each point, and `value`,
/// the values of the expression itself. A task that fails is answered by its `error`, and the rest
/// goes on.
public final class Batch {
  private static final List<String> KEYS = List.of("expr", "wrt", "order", "at");
  private static final int HIGHEST = 50;

  private Batch() {}

  /// Answers all tasks of a file.
  ///
  /// @param file its name; `-` for standard input
  /// @return the number of tasks that failed
  public static int run(String file, InputStream in, PrintStream out) throws IOException {
    if (file.equals("-")) {
      return run(in, out);
    }
    try (InputStream tasks = Files.newInputStream(Path.of(file))) {
      return run(tasks, out);
    }
  }

  private static int run(InputStream in, PrintStream out) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int failed = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      Map<String, Object> answer = answer(line);
      failed += answer.containsKey("error") ? 1 : 0;
      out.println(Json.line(answer));
      // Whoever sends one task after the other waits for each answer.
      if (!reader.ready() && out.checkError()) {
        break; // nobody reads any more
      }
    }
    return failed;
  }

  private static Map<String, Object> answer(String line) {
    try {
      return answer(Json.parseMap(line, "task"));
    } catch (RuntimeException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      return Map.of("error", message);
    } catch (StackOverflowError e) {
      return Map.of("error", "the expression is nested too deeply");
    }
  }

  private static Map<String, Object> answer(Map<String, Object> task) {
    for (String key : task.keySet()) {
      if (!KEYS.contains(key)) {
        throw new UserException("unknown key '" + key + "'" + Nearest.hint(key, KEYS));
      }
    }
    if (!(task.get("expr") instanceof String text)) {
      throw new UserException("'expr' must be a text");
    }
    Problem problem = Problem.read(List.of(text), names(task.get("wrt")));
    List<Row> rows = Derivatives.pure(problem.exprs(), problem.wrt(), order(task.get("order")));
    List<Expr> formulas = rows.stream().flatMap(row -> row.formulas().stream()).toList();
    List<List<Double>> values = values(problem, formulas, points(problem, task.get("at")));
    int ys = problem.exprs().size();
    List<Object> derivatives = new ArrayList<>();
    for (Row row : rows) {
      for (int i = 0; i < row.wrt().size(); i++) {
        Map<String, Object> d = new LinkedHashMap<>();
        d.put("of", problem.texts().get(row.of()));
        d.put("wrt", row.names(i));
        d.put("text", Notation.TEXT.print(formulas.get(derivatives.size())));
        d.put("values", column(values, ys + derivatives.size()));
        derivatives.add(d);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("derivatives", derivatives);
    answer.put(
        "value",
        ys == 1
            ? column(values, 0)
            : values.stream().map(results -> results.subList(0, ys)).toList());
    return answer;
  }

  /// For each point the values of the expressions and of their derivatives.
  private static List<List<Double>> values(
      Problem problem, List<Expr> formulas, List<Map<Expr, Double>> points) {
    if (points.isEmpty()) {
      return List.of();
    }
    Backend.Executable f =
        Backend.current()
            .compile(
                problem.function(
                    Stream.concat(problem.exprs().stream(), formulas.stream()).toList()));
    return points.stream()
        .map(point -> f.run(point.values().stream().map(Array::of).toList()))
        .map(results -> results.stream().map(Array::item).toList())
        .toList();
  }

  private static List<Double> column(List<List<Double>> values, int column) {
    return values.stream().map(row -> row.get(column)).toList();
  }

  private static List<String> names(Object wrt) {
    return switch (wrt) {
      case null -> List.of();
      case String name -> List.of(name);
      case List<?> names when names.stream().allMatch(String.class::isInstance) ->
          names.stream().map(String.class::cast).toList();
      default -> throw new UserException("'wrt' must be a list of names");
    };
  }

  private static int order(Object order) {
    return switch (order) {
      case null -> 1;
      case Long n when n >= 1 && n <= HIGHEST -> n.intValue();
      default -> throw new UserException("'order' must be a whole number between 1 and " + HIGHEST);
    };
  }

  private static List<Map<Expr, Double>> points(Problem problem, Object at) {
    return switch (at) {
      case null -> List.of();
      case Map<?, ?> point -> List.of(problem.point(point));
      case List<?> points when points.stream().allMatch(Map.class::isInstance) ->
          points.stream().map(p -> problem.point((Map<?, ?>) p)).toList();
      default -> throw new UserException("'at' must be a list of points such as {\"x\": 1}");
    };
  }
}
