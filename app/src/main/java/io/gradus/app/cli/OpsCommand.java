package io.gradus.app.cli;

import io.gradus.check.Coverage;
import io.gradus.check.Coverage.Aspect;
import io.gradus.check.Coverage.Row;
import io.gradus.check.Samples;
import io.gradus.check.Samples.Sample;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.jit.Jit;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.onnx.OnnxExport;
import io.gradus.onnx.proto.NodeProto;
import io.gradus.op.Flat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/// `gradus ops`: what works for which operation.
@CommandLine.Command(
    name = "ops",
    description =
        "Tries what works for each operation: values, derivatives, notations, kernels, ONNX.",
    footer = {"%nExamples:", "  gradus ops", "  gradus ops erf", "  gradus ops --json"})
final class OpsCommand extends Command {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this operation.")
  String name;

  @Override
  public Integer call() {
    List<Row> rows = Coverage.rows();
    Map<String, String> kernels = kernels();
    Map<String, Exported> operators = operators();
    if (name != null) {
      List<String> names = rows.stream().map(Row::op).toList();
      if (!names.contains(name)) {
        throw new UserException("unknown operation '" + name + "'" + Nearest.hint(name, names));
      }
      rows = rows.stream().filter(r -> r.op().equals(name)).toList();
    }
    if (json) {
      printJson(
          Map.of(
              "ops",
              rows.stream()
                  .map(r -> tree(r, kernels.get(r.op()), operators.get(r.op())))
                  .toList()));
    } else {
      table(rows, kernels, operators);
    }
    return rows.stream().allMatch(r -> r.holes().isEmpty()) ? 0 : 1;
  }

  private void table(List<Row> rows, Map<String, String> kernels, Map<String, Exported> operators) {
    List<String> head = new ArrayList<>(List.of("operation", "family"));
    Stream.of(Aspect.values()).map(OpsCommand::word).forEach(head::add);
    head.add("kernel    onnx");
    print(line(head));
    List<String> reasons = new ArrayList<>();
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.op(), row.family()));
      for (Aspect aspect : Aspect.values()) {
        String reason = row.reasons().get(aspect);
        if (reason != null && !reasons.contains(reason)) {
          reasons.add(reason);
        }
        boolean works = row.works().contains(aspect);
        cells.add(
            works ? "yes" : reason == null ? "HOLE" : "(" + (reasons.indexOf(reason) + 1) + ")");
      }
      Exported onnx = operators.get(row.op());
      onnx.reason().filter(r -> !reasons.contains(r)).ifPresent(reasons::add);
      String mark = onnx.reason().map(r -> "(" + (reasons.indexOf(r) + 1) + ")").orElse("");
      cells.add("%-10s".formatted(kernels.get(row.op())) + onnx.operators() + mark);
      print(line(cells));
    }
    for (int i = 0; i < reasons.size(); i++) {
      print("(" + (i + 1) + ") " + reasons.get(i));
    }
  }

  private static String line(List<String> cells) {
    StringBuilder line = new StringBuilder("%-12s %-10s".formatted(cells.get(0), cells.get(1)));
    cells.stream().skip(2).forEach(cell -> line.append(" %-7s".formatted(cell)));
    return line.toString().stripTrailing();
  }

  private static Map<String, Object> tree(Row row, String kernel, Exported onnx) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", row.op());
    tree.put("family", row.family());
    for (Aspect aspect : Aspect.values()) {
      tree.put(word(aspect), row.works().contains(aspect));
    }
    tree.put("kernel", kernel);
    tree.put("onnx", onnx.operators());
    Map<String, String> reasons = new LinkedHashMap<>();
    row.reasons().forEach((aspect, reason) -> reasons.put(word(aspect), reason));
    onnx.reason().ifPresent(reason -> reasons.put("onnx", reason));
    tree.put("reasons", reasons);
    return tree;
  }

  /// How the compiled engine computes each operation: for several samples the slowest way.
  private static Map<String, String> kernels() {
    List<String> slower = List.of("–", "vector", "scalar", "reference");
    Map<String, String> kernels = new LinkedHashMap<>();
    for (Sample s : Samples.all()) {
      kernels.merge(
          s.op().symbol(),
          Jit.kernel(open(s.graph())).orElse("–"),
          (a, b) -> slower.indexOf(a) > slower.indexOf(b) ? a : b);
    }
    return kernels;
  }

  /// What an operation becomes in ONNX.
  ///
  /// @param operators the operators, empty if there are none
  /// @param reason why there are none
  private record Exported(String operators, Optional<String> reason) {
    static Exported of(Graph f) {
      try {
        return new Exported(
            OnnxExport.of(f).graph().nodes().stream()
                .map(NodeProto::op)
                .distinct()
                .collect(Collectors.joining(", ")),
            Optional.empty());
      } catch (UserException e) {
        return new Exported("", Optional.of(e.getMessage()));
      }
    }
  }

  private static Map<String, Exported> operators() {
    Map<String, Exported> operators = new LinkedHashMap<>();
    for (Sample s : Samples.all()) {
      operators.computeIfAbsent(s.op().symbol(), _ -> Exported.of(open(s.graph())));
    }
    return operators;
  }

  /// The function with its constants as operands: what is known beforehand may be easier.
  private static Graph open(Graph f) {
    List<Expr> params = new ArrayList<>(f.params());
    Map<Expr, Expr> free = new HashMap<>();
    for (Expr e : f.nodes()) {
      if (e.op() instanceof Flat.Constant) {
        params.add(Expr.param("c", e.type()));
        free.put(e, params.getLast());
      }
    }
    return new Graph(params, Graph.substitute(f.results(), free));
  }

  private static String word(Aspect aspect) {
    return aspect.name().toLowerCase(Locale.ROOT);
  }
}
