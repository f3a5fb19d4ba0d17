package io.gradus.app.diff;

import io.gradus.app.diff.Derivatives.Row;
import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.op.Pointwise.Unary;
import io.gradus.rewrite.Simplify;
import io.gradus.text.Notation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many tasks in one process: JSON Lines in, JSON Lines out, line for line.
///
/// A task is `{"expr", "wrt": […], "order"?, "at": [{variable: value}, …]}`. Its answer has
/// `derivatives`, one for each variable, with `text` and `values`, one for each point, and `value`,
/// the values of the expression itself. A task that fails is answered by its `error`, and the rest
/// goes on. Tasks are answered by several threads, in the order in which they come.
public final class Batch {
  private static final List<String> KEYS = List.of("expr", "wrt", "order", "at");
  private static final String THREADS = "gradus.threads";
  private static final int AHEAD = 256; // tasks read before the oldest must be answered

  private Batch() {}

  /// Answers all tasks of a file.
  ///
  /// @param file its name; `-` for standard input
  /// @return the number of tasks that failed
  public static int run(String file, InputStream in, PrintStream out) throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    int threads = Math.max(1, Integer.getInteger(THREADS, processors));
    try (InputStream tasks = file.equals("-") ? in : Files.newInputStream(Path.of(file));
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      return run(tasks, out, pool);
    }
  }

  private static int run(InputStream in, PrintStream out, ExecutorService pool) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    Deque<Future<Map<String, Object>>> waiting = new ArrayDeque<>();
    int failed = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isBlank()) {
        String task = line;
        waiting.add(pool.submit(() -> answer(task)));
      }
      // Whoever sends one task after the other waits for each answer.
      boolean idle = !reader.ready();
      while (waiting.size() > (idle ? 0 : AHEAD)) {
        failed += print(waiting.remove(), out);
      }
      if (idle && out.checkError()) {
        return failed; // nobody reads any more
      }
    }
    while (!waiting.isEmpty()) {
      failed += print(waiting.remove(), out);
    }
    return failed;
  }

  private static int print(Future<Map<String, Object>> task, PrintStream out) throws IOException {
    try {
      Map<String, Object> answer = task.get();
      out.println(Json.line(answer));
      return answer.containsKey("error") ? 1 : 0;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }

  private static Map<String, Object> answer(String line) {
    try {
      return answer(Json.parseMap(line, "request"));
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
    List<Map<?, ?>> at = points(task.get("at"));
    Set<String> known = new LinkedHashSet<>();
    at.forEach(point -> point.keySet().forEach(name -> known.add(String.valueOf(name))));
    Problem problem = Problem.read(List.of(text), names(task.get("wrt")), known);
    List<Row> rows = Derivatives.pure(problem.exprs(), problem.wrt(), order(task.get("order")));
    List<Expr> raw = rows.stream().flatMap(row -> row.raw().stream()).toList();
    List<Expr> formulas = Simplify.quickly(raw);
    List<List<Double>> values = values(problem, raw, formulas, at);
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

  /// For each point the values of the expressions and of their derivatives, as differentiated: what
  /// a person reads may be defined at more points. Where a derivative is not finite though the
  /// expressions are, as that of √x·√x at 0, the formula has the say. Left of its domain arcosh has
  /// the derivative of another branch, so it has none there.
  private static List<List<Double>> values(
      Problem problem, List<Expr> raw, List<Expr> formulas, List<Map<?, ?>> at) {
    if (at.isEmpty()) {
      return List.of();
    }
    List<Expr> exprs = problem.exprs();
    List<Expr> all = new ArrayList<>(exprs);
    all.addAll(raw);
    Graph.nodes(exprs).stream()
        .filter(e -> e.op() == Unary.ACOSH)
        .forEach(e -> all.add(e.args().getFirst()));
    Backend.Executable f = compile(problem, all);
    int results = exprs.size() + raw.size();
    List<List<Double>> rows = new ArrayList<>();
    for (Map<?, ?> point : at) {
      List<Array> args = problem.point(point).values().stream().map(Array::of).toList();
      List<Double> values = f.run(args).stream().map(Array::item).toList();
      List<Double> row = new ArrayList<>(values.subList(0, results));
      boolean real = row.subList(0, exprs.size()).stream().allMatch(Double::isFinite);
      if (real && !row.stream().allMatch(Double::isFinite)) {
        List<Array> other = compile(problem, formulas).run(args);
        for (int i = 0; i < raw.size(); i++) {
          double value = other.get(i).item();
          if (!Double.isFinite(row.get(exprs.size() + i)) && Double.isFinite(value)) {
            row.set(exprs.size() + i, value);
          }
        }
      }
      if (values.stream().skip(results).anyMatch(x -> x < -1)) {
        Collections.fill(row.subList(exprs.size(), results), Double.NaN);
      }
      rows.add(row);
    }
    return rows;
  }

  // A formula meets a few points only: compiling it would take longer than they do.
  private static Backend.Executable compile(Problem problem, List<Expr> results) {
    return new Interpreter().compile(problem.function(results));
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
      case Long n when n >= 1 && n <= Derivatives.HIGHEST -> n.intValue();
      default ->
          throw new UserException(
              "'order' must be a whole number between 1 and " + Derivatives.HIGHEST);
    };
  }

  private static List<Map<?, ?>> points(Object at) {
    return switch (at) {
      case null -> List.of();
      case Map<?, ?> point -> List.of(point);
      case List<?> points when points.stream().allMatch(Map.class::isInstance) -> {
        List<Map<?, ?>> maps = new ArrayList<>();
        points.forEach(p -> maps.add((Map<?, ?>) p));
        yield maps;
      }
      default -> throw new UserException("'at' must be a list of points such as {\"x\": 1}");
    };
  }
}
