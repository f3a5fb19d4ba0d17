package io.gradus.app.cli;

import io.gradus.check.Coverage;
import io.gradus.check.Coverage.Aspect;
import io.gradus.check.Coverage.Row;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/// `gradus ops`: what works for which operation.
@CommandLine.Command(
    name = "ops",
    description = "Tries what works for each operation: values, derivatives, notations.",
    footer = {"%nExamples:", "  gradus ops", "  gradus ops erf", "  gradus ops --json"})
final class OpsCommand extends Command {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this operation.")
  String name;

  @Override
  public Integer call() {
    List<Row> rows = Coverage.rows();
    if (name != null) {
      List<String> names = rows.stream().map(Row::op).toList();
      if (!names.contains(name)) {
        throw new UserException("unknown operation '" + name + "'" + Nearest.hint(name, names));
      }
      rows = rows.stream().filter(r -> r.op().equals(name)).toList();
    }
    if (json) {
      printJson(Map.of("ops", rows.stream().map(OpsCommand::tree).toList()));
    } else {
      table(rows);
    }
    return rows.stream().allMatch(r -> r.holes().isEmpty()) ? 0 : 1;
  }

  private void table(List<Row> rows) {
    List<String> head = new ArrayList<>(List.of("operation", "family"));
    Stream.of(Aspect.values()).map(OpsCommand::word).forEach(head::add);
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

  private static Map<String, Object> tree(Row row) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", row.op());
    tree.put("family", row.family());
    for (Aspect aspect : Aspect.values()) {
      tree.put(word(aspect), row.works().contains(aspect));
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    row.reasons().forEach((aspect, reason) -> reasons.put(word(aspect), reason));
    tree.put("reasons", reasons);
    return tree;
  }

  private static String word(Aspect aspect) {
    return aspect.name().toLowerCase(Locale.ROOT);
  }
}
