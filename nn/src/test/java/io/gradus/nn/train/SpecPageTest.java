package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Settings;
import io.gradus.text.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables in `docs/spec.md` are the settings of the records. After a change of one,
/// `-Dgradus.docs=write` puts the new tables into the page.
class SpecPageTest {
  private static final Path PAGE = Path.of("../docs/spec.md");
  private static final String MARK = "\n<!-- The rest is made of the records. -->\n";

  private final Settings settings = Spec.settings();
  private final StringBuilder page = new StringBuilder();
  private final Queue<Class<?>> catalogs = new ArrayDeque<>();
  private final Set<Class<?>> known = new LinkedHashSet<>();

  @Test
  void thePageIsWhatTheRecordsSay() throws IOException {
    String before = Files.readString(PAGE);
    assertThat(before).contains(MARK);
    write();
    String now = before.substring(0, before.indexOf(MARK)) + MARK + page;
    if ("write".equals(System.getProperty("gradus.docs"))) {
      Files.writeString(PAGE, now);
    } else {
      assertThat(before).as("run it again with -Dgradus.docs=write").isEqualTo(now);
    }
  }

  private void write() {
    page.append("\n## Keys\n\n");
    table(settings.entries());
    for (Settings.Entry e : settings.entries()) {
      if (isGroup(e)) {
        group(e);
      }
    }
    while (!catalogs.isEmpty()) {
      catalog(catalogs.remove());
    }
  }

  private void group(Settings.Entry group) {
    page.append("\n### `").append(group.path()).append("`\n\n").append(group.about().doc());
    page.append("\n\n");
    List<Settings.Entry> entries = settings.entries(group.path(), group.type());
    table(entries);
    entries.stream().filter(this::isGroup).forEach(this::group);
  }

  private void table(List<Settings.Entry> entries) {
    page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Settings.Entry e : entries) {
      String usual = e.about().value();
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  e.name(),
                  kind(e),
                  usual.isEmpty() ? "" : "`" + usual + "`",
                  e.about().doc().replace("|", "\\|")));
    }
  }

  private void catalog(Class<?> type) {
    page.append("\n## ").append(heading(type)).append("\n\n");
    if (type == Activation.class) {
      activations();
      return;
    }
    String plain =
        settings.names(type).stream()
            .filter(name -> entries(type, name).isEmpty())
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    if (!plain.isEmpty()) {
      page.append("Without settings: ").append(plain).append(".\n\n");
    }
    for (String name : settings.names(type)) {
      List<Settings.Entry> entries = entries(type, name);
      if (!entries.isEmpty()) {
        page.append("**`").append(name).append("`**\n\n");
        table(entries);
        page.append("\n");
      }
    }
    page.setLength(page.length() - 1);
  }

  private List<Settings.Entry> entries(Class<?> type, String name) {
    return settings.record(type, name).map(r -> settings.entries(name, r)).orElse(List.of());
  }

  private void activations() {
    page.append("Any formula of one variable will do: `{formula: \"x*tanh(x)\"}`.\n\n");
    page.append("| name | formula | settings |\n|---|---|---|\n");
    Expr x = Expr.param("x", Type.f64());
    for (Activation a : Activations.all()) {
      String formula = a.pointwise() ? "`" + Printer.text(a.of(x)).replace("|", "\\|") + "`" : "";
      String numbers =
          a.settings().entrySet().stream()
              .map(s -> "`" + s.getKey() + ": " + s.getValue() + "`")
              .collect(Collectors.joining(", "));
      page.append("| `%s` | %s | %s |\n".formatted(a.name(), formula, numbers));
    }
  }

  private boolean isGroup(Settings.Entry e) {
    return e.type().isRecord() && e.choices().isEmpty() && !settings.isChosen(e.type());
  }

  private String kind(Settings.Entry e) {
    String one = one(e);
    String word = e.about().empty();
    return (e.many() ? "list of " : "") + one + (word.isEmpty() ? "" : " or `" + word + "`");
  }

  private String one(Settings.Entry e) {
    Class<?> type = e.type();
    if (isGroup(e)) {
      return "[settings](#" + e.path().replace(".", "") + ")";
    }
    if (type.isInterface() || type == Activation.class) {
      if (known.add(type)) {
        catalogs.add(type);
      }
      return "[%s](#%s)"
          .formatted(words(type), heading(type).toLowerCase(Locale.ROOT).replace(' ', '-'));
    }
    if (!e.choices().isEmpty()) {
      return e.choices().stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
    }
    if (type == boolean.class || type == Boolean.class) {
      return "`true`, `false`";
    }
    if (type == String.class) {
      return "text";
    }
    if (type.isRecord()) {
      return words(type);
    }
    boolean whole = !type.getSimpleName().toLowerCase(Locale.ROOT).equals("double");
    return (whole ? "whole number" : "number") + limits(e.about().min(), e.about().max());
  }

  private static String limits(double min, double max) {
    boolean below = min > Double.NEGATIVE_INFINITY;
    boolean above = max < Double.POSITIVE_INFINITY;
    return below && above
        ? ", " + plain(min) + " to " + plain(max)
        : below ? " ≥ " + plain(min) : above ? " ≤ " + plain(max) : "";
  }

  private static String plain(double x) {
    return x == Math.rint(x) ? String.format("%,d", (long) x) : String.valueOf(x);
  }

  /// `LineSearch` as `line search`.
  private static String words(Class<?> type) {
    return Pattern.compile("(?<=[a-z])(?=[A-Z])")
        .matcher(type.getSimpleName())
        .replaceAll(" ")
        .toLowerCase(Locale.ROOT);
  }

  private static String heading(Class<?> type) {
    String words = words(type);
    String plural = words.endsWith("s") || words.endsWith("ch") ? words + "es" : words + "s";
    return Character.toUpperCase(plural.charAt(0)) + plural.substring(1);
  }
}
