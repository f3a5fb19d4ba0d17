package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The names that formulas share.
class ScopeTest {
  private final Scope scope = new Scope();

  private Expr read(String text) {
    return Reader.read(text, scope).expr();
  }

  @Test
  void argumentsOfACallerAreUnknownToTheFunctionsItCalls() {
    scope.define("f", List.of("t"), "s*t").define("h", List.of("s"), "f(2) + s");
    assertThat(read("h(5)")).isEqualTo(read("s*2 + 5"));
  }

  @Test
  void aClearedNameIsTheSameVariableAgain() {
    Expr before = read("x^2");
    scope.define("x", Expr.fill(3, Type.f64()));
    assertThat(read("x^2").number()).contains(9.0);
    assertThat(scope.clear("x").value("x")).isEmpty();
    assertThat(read("x^2")).isEqualTo(before);
  }

  @Test
  void aCopyGoesItsOwnWayAndSharesVariables() {
    scope.define("a", Expr.fill(1, Type.f64())).define("f", List.of("x"), "a*x");
    Scope copy = scope.copy().define("a", Expr.fill(2, Type.f64()));
    assertThat(Reader.read("f(y)", copy).expr()).isEqualTo(read("2*y"));
    assertThat(read("f(y)")).isEqualTo(read("y"));
  }

  @Test
  void formsTakeTheirArgumentsAsTheyAreWritten() {
    scope.define("Twice", (args, in) -> Reader.read(String.join("+", args), in).expr());
    assertThat(read("3*Twice[x, {a, b}[[2]]]^2")).isEqualTo(read("3*(x + b)^2"));
    assertThatThrownBy(() -> read("Twice[x, y")).hasMessageContaining("is never closed");
    assertThatThrownBy(() -> read("1 + Twice[x, 2 +]"))
        .isInstanceOf(ReadException.class)
        .hasMessageStartingWith("in 'Twice' at position 5: ");
  }

  @Test
  void callsInRoundBracketsAreNotedInWolframsLanguage() {
    scope.define("f", List.of("x"), "x^2");
    assertThat(Reader.read("f'(x)", scope).notes()).isEmpty();
    scope.wolfram();
    assertThat(Reader.read("f'(x) + f(x) + Sin[x]", scope).notes())
        .containsExactly("f'(…) is read as the call f'[…]", "f(…) is read as the call f[…]");
  }

  @Test
  void textsAndRulesHaveNoPlaceInFormulas() {
    assertThatThrownBy(() -> read("2 \"a\""))
        .hasMessageContaining("a text in quotes at position 3");
    assertThatThrownBy(() -> read("a -> b")).hasMessageContaining("'->' at position 3");
  }
}
