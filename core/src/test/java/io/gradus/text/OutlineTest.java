package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.text.Outline.Application;
import io.gradus.text.Outline.Assignment;
import io.gradus.text.Outline.Braces;
import io.gradus.text.Outline.Equation;
import io.gradus.text.Outline.Formula;
import io.gradus.text.Outline.Option;
import io.gradus.text.Outline.Quoted;
import io.gradus.text.Outline.Rule;
import io.gradus.text.Outline.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The coarse structure of texts.
class OutlineTest {
  private static List<String> statements(String text) {
    return Outline.statements(text).stream()
        .map(s -> s.span().text() + (s.silent() ? ";" : ""))
        .toList();
  }

  @Test
  void statementsEndWithSemicolonsAndLines() {
    assertThat(statements("a = 1; b (* ; *)\n f[\n x]\n+ 2\n\"a;b\" ;; c"))
        .containsExactly("a = 1;", "b", "f[\n x]\n+ 2", "\"a;b\";", "c");
    assertThat(statements(" (* nothing *) ")).isEmpty();
    assertThat(statements("{1, 2\nx")).containsExactly("{1, 2\nx");
  }

  @Test
  void whatAnExpressionConsistsOf() {
    assertThat(Outline.of("x = a + b")).isEqualTo(new Assignment("x", new Span("a + b", 4)));
    assertThat(Outline.of("f[x_, y_] := x y"))
        .isEqualTo(new Rule("f", List.of("x", "y"), new Span("x y", 13), true));
    assertThat(Outline.of("f[x[[1]], {a, b}]"))
        .isEqualTo(new Application("f", List.of(new Span("x[[1]]", 2), new Span("{a, b}", 10))));
    assertThat(Outline.of("f[]")).isEqualTo(new Application("f", List.of()));
    assertThat(Outline.of("{a, {b}}"))
        .isEqualTo(new Braces(List.of(new Span("a", 1), new Span("{b}", 4))));
    assertThat(Outline.of("\"y =\" 2")).isEqualTo(new Quoted("y =", Optional.of(new Span("2", 6))));
    assertThat(Outline.of("PlotRange → Full"))
        .isEqualTo(new Option("PlotRange", new Span("Full", 12)));
    assertThat(Outline.of("a[n + 1] == g[a[n]]"))
        .isEqualTo(new Equation(new Span("a[n + 1]", 0), new Span("g[a[n]]", 12)));
    for (String formula : List.of("f[x] + 1", "{a} . {b}", "2 x", "x", "", "f'[x]", "f[a", "{a")) {
      assertThat(Outline.of(formula)).as(formula).isEqualTo(new Formula());
    }
  }

  @Test
  void bracketsThatAreOpen() {
    assertThat(Outline.isClosed("x[[1]] + f[x]")).isTrue();
    assertThat(Outline.isClosed("f[x[[1]]")).isFalse();
    assertThat(Outline.names("f[x1] + α")).containsExactly("f", "x1", "alpha");
    assertThatThrownBy(() -> Outline.of("\"open")).isInstanceOf(ReadException.class);
  }
}
