package io.gradus.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples in the documentation compile, run, and give what stands behind an arrow:
/// `f.run(2.0); // → 4.0`.
class SnippetsTest {
  private static final Path SOURCES = Path.of("src/main/java/io/gradus");
  private static final List<String> FILES =
      List.of("Fn", "Gradus", "Maths", "Sparse", "check/GradCheck", "diff/Schedule", "text/Reader");
  private static final Pattern CLAIM = Pattern.compile("(?m)^(.+);\\s*// → (.+)$");
  private static final String HEAD =
      """
      import io.gradus.*;
      import io.gradus.array.*;
      import io.gradus.check.*;
      import io.gradus.diff.*;
      import io.gradus.graph.*;
      import io.gradus.text.*;
      import java.util.*;

      class Snippets {
        static void is(Object value, String text) {
          if (!String.valueOf(value).equals(text)) {
            System.out.println(new Throwable().getStackTrace()[1] + ": " + value + ", not " + text);
          }
        }
      """;

  @Test
  void examplesInTheSourcesHold(@TempDir Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    StringBuilder source = new StringBuilder(HEAD);
    for (String file : FILES) {
      String text = documentation(SOURCES.resolve(file + ".java"));
      for (Block block : Block.of(text, "java")) {
        String name = file.replace('/', '_') + "_line_" + block.line();
        names.add(name);
        source.append("static void %s() {\n%s}\n".formatted(name, checked(block.text())));
      }
    }
    String calls = names.stream().map(n -> n + "();\n").collect(Collectors.joining());
    source.append("public static void main(String[] args) {\n%s}\n}\n".formatted(calls));

    assertThat(names).hasSizeGreaterThan(15);
    assertThat(Jdk.compile(folder, "Snippets", source.toString()).text()).isEmpty();
    assertThat(Jdk.run(folder, "Snippets")).isEqualTo(new Jdk.Outcome(0, ""));
  }

  /// The first program of README, with the output in the block after it.
  @Test
  void programInReadmeHolds(@TempDir Path folder) throws IOException {
    Path readme = Path.of("../README.md");
    List<Block> blocks = Block.of(Files.readString(readme));
    List<Block> programs =
        blocks.stream()
            .filter(b -> b.language().equals("java") && b.text().contains("void main("))
            .toList();
    assertThat(programs).as("programs in README").isNotEmpty();
    String source = programs.getFirst().text();
    Matcher named = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)").matcher(source);
    String name = named.find() ? named.group(1) : "Readme";

    assertThat(Jdk.compile(folder, name, source).text()).isEmpty();
    Jdk.Outcome run = Jdk.run(folder, name);
    assertThat(run.status()).as(run.text()).isZero();
    int next = blocks.indexOf(programs.getFirst()) + 1;
    assertThat(next).as("a block with the output follows the program").isLessThan(blocks.size());
    String shown = blocks.get(next).text().replaceAll("(?m)^\\$ .*\n", ""); // the command typed
    assertThat(run.text()).isEqualToNormalizingNewlines(shown);
  }

  /// The lines of a source file, with all but the text of its documentation blank.
  private static String documentation(Path file) throws IOException {
    return Files.readString(file)
        .lines()
        .map(String::strip)
        .map(l -> l.startsWith("///") ? l.replaceFirst("/// ?", "") : "")
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String checked(String statements) {
    return CLAIM
        .matcher(statements)
        .replaceAll(m ->
            Matcher.quoteReplacement(
                "is(%s, \"%s\");".formatted(m.group(1), m.group(2).replace("\\", "\\\\"))));
  }
}
