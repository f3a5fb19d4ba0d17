package io.gradus.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.text.Notation;
import io.gradus.text.Parsed;
import io.gradus.text.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What a person would write.
class SimplifyTest {
  private static String print(Expr e) {
    return Notation.TEXT.print(Simplify.simplify(e));
  }

  private static Stream<DynamicTest> golden(String table, UnaryOperator<String> f) {
    return table
        .lines()
        .map(line -> line.split(" => "))
        .map(row ->
            DynamicTest.dynamicTest(
                row[0].strip(),
                () -> assertThat(f.apply(row[0].strip())).isEqualTo(row[1].strip())));
  }

  /// Derivatives by the first variable.
  @TestFactory
  Stream<DynamicTest> derivatives() {
    return golden(
        """
        x1*x2 + sin(x1)        => x2 + cos(x1)
        sin(x^2)               => 2*x*cos(x^2)
        exp(-x^2)              => -2*x*exp(-x^2)
        x*log(x)               => log(x) + 1
        x^n                    => n*x^(n - 1)
        tanh(x)                => 1 - tanh(x)^2
        sqrt(x)                => 1/(2*sqrt(x))
        sqrt(2*x)              => 1/sqrt(2*x)
        sqrt(1 + x^2)          => x/sqrt(x^2 + 1)
        1/x                    => -1/x^2
        x^x                    => x^x*(log(x) + 1)
        2^x                    => log(2)*2^x
        logistic(x)            => logistic(x)*(1 - logistic(x))
        softplus(x)            => logistic(x)
        tan(x)                 => tan(x)^2 + 1
        sec(x)                 => tan(x)/cos(x)
        x^3 + 2*x^2 - 5*x + 7  => 3*x^2 + 4*x - 5
        x*(x + 1)*(x + 2)      => 3*x^2 + 6*x + 2
        (1 + x)^10             => 10*(x + 1)^9
        ((x^2)^2)^2            => 8*x^7
        x^(3/2)                => 3*sqrt(x)/2
        x^1.702                => 1.702*x^0.702
        x^2*exp(x)             => x*(x + 2)*exp(x)
        sin(x)*cos(x)          => cos(x)^2 - sin(x)^2
        sin(x)^3               => 3*sin(x)^2*cos(x)
        asin(x)                => 1/sqrt(1 - x^2)
        atan(x/2)              => 2/(x^2 + 4)
        x/(1 + x)              => 1/(x + 1)^2
        (x + 1)/(x - 1)        => -2/(x - 1)^2
        (x^2 + 1)/(x^2 - 1)    => -4*x/(x^2 - 1)^2
        x/sqrt(x^2 + 1)        => 1/(x^2 + 1)^(3/2)
        log(x + sqrt(x^2 + 1)) => 1/sqrt(x^2 + 1)
        log(x^2 + 1)           => 2*x/(x^2 + 1)
        log(log(x))            => 1/(x*log(x))
        log(sin(x))            => 1/tan(x)
        log(cos(x))            => -tan(x)
        sinh(x)/cosh(x)        => 1 - tanh(x)^2
        tanh(tanh(x))          => (1 - tanh(x)^2)*(1 - tanh(tanh(x))^2)
        hypot(x, y)            => x/hypot(x, y)
        erf(x)                 => 2*exp(-x^2)/sqrt(pi)
        exp(-x^2)*sin(x)       => exp(-x^2)*(cos(x) - 2*x*sin(x))
        sqrt(x*y)              => y/(2*sqrt(x*y))
        (x*y)^2                => 2*x*y^2
        (x - sin(x))*(1 - cos(y))          => (1 - cos(x))*(1 - cos(y))
        exp(-(w1*x1 + w2*x2)^2)            => -2*x1*(w1*x1 + w2*x2)*exp(-(w1*x1 + w2*x2)^2)
        where(x > 0, x, exp(x) - 1)        => where(x > 0, 1, exp(x))
        """,
        text -> {
          Parsed p = Reader.read(text);
          return print(Reverse.grad(p.expr(), p.symbols().subList(0, 1)).getFirst());
        });
  }

  @TestFactory
  Stream<DynamicTest> expressions() {
    return golden(
        """
        x + x                            => 2*x
        x/3 + x/6                        => x/2
        x*3/4                            => 3*x/4
        0.1*x + 1.702*y                  => x/10 + 1.702*y
        x10 + x2 + x1                    => x1 + x2 + x10
        1 - x                            => 1 - x
        -(x - y)                         => y - x
        -x - y                           => -x - y
        2*(x + y) + 3*x                  => 5*x + 2*y
        2*(x + y) + 3                    => 2*(x + y) + 3
        (2*x + 4)/2                      => x + 2
        x*y + x*z                        => x*(y + z)
        y*x^2 + x*y^2                    => x*y*(x + y)
        a*(x - y) + b*(y - x)            => (a - b)*(x - y)
        (1 - x)*(x - 1)                  => -(1 - x)^2
        x^x*log(x) + x^x                 => x^x*(log(x) + 1)
        a/b + c/b                        => (a + c)/b
        1/x + 1/x^2                      => (x + 1)/x^2
        (a/b)/(c/d)                      => a*d/(b*c)
        1/(1 + 1/x)                      => x/(x + 1)
        x/x                              => 1
        x*y/sqrt(x*y)                    => sqrt(x*y)
        sqrt(x)^2                        => x
        sqrt(x^2)                        => abs(x)
        (x^(1/3))^3                      => x
        sqrt(-x)                         => sqrt(-x)
        sqrt(4*x + 4)                    => 2*sqrt(x + 1)
        sqrt(4)                          => 2
        sqrt(8)                          => 2*sqrt(2)
        sqrt(1/2)                        => sqrt(2)/2
        sqrt(2)/sqrt(pi)                 => sqrt(2/pi)
        sqrt(12)*sqrt(3)                 => 6
        x*sqrt(8)                        => 2*sqrt(2)*x
        exp(x)*exp(y)                    => exp(x + y)
        exp(x)^n                         => exp(n*x)
        exp(log(x))                      => x
        exp(x*log(y))                    => y^x
        log(exp(x))                      => x
        log(exp(x)*y)                    => x + log(y)
        log(x^2)                         => log(x^2)
        log(1/x)                         => -log(x)
        log(1)                           => 0
        exp(0)                           => 1
        3*y*sin(x)^2 + 3*y*cos(x)^2 + z  => 3*y + z
        1 - sin(x)^2                     => cos(x)^2
        cosh(x)^2 - sinh(x)^2            => 1
        1 + sinh(x)^2                    => cosh(x)^2
        sin(x)/cos(x)                    => tan(x)
        tan(x)*cos(x)                    => sin(x)
        cosh(x)*tanh(x)                  => sinh(x)
        2*sin(x)*cos(x)                  => 2*sin(x)*cos(x)
        sin(-x)                          => -sin(x)
        cos(-x)                          => cos(x)
        atan(-2*x)                       => -atan(2*x)
        sin(0)                           => 0
        cos(pi)                          => -1
        sin(pi/6)                        => 1/2
        tan(pi/3)                        => sqrt(3)
        acos(-1/2)                       => 2*pi/3
        atan(1)                          => pi/4
        abs(abs(x))                      => abs(x)
        abs(-3*x)                        => 3*abs(x)
        abs(x)^2                         => x^2
        sign(x)*abs(x)                   => x
        max(x, max(x, y))                => max(x, y)
        where(x > 0, 1, 0)*y             => where(x > 0, y, 0)
        where(x > 0, x, y) + where(x > 0, y, z)   => where(x > 0, x + y, y + z)
        where(x > 0, where(x > 0, x, y), z)       => where(x > 0, x, z)
        sin(x)*2*exp(x)*y*pi*(x + 1)     => 2*pi*y*(x + 1)*sin(x)*exp(x)
        """,
        text -> print(Reader.read(text).expr()));
  }

  @Test
  void tenthDerivativeStaysReadable() {
    Parsed p = Reader.read("sin(x)*exp(-x^2)");
    Expr e = p.expr();
    for (int i = 0; i < 10; i++) {
      e = Simplify.simplify(Reverse.grad(e, p.symbols()).getFirst());
    }
    assertThat(Notation.TEXT.print(e)).hasSizeLessThan(200).contains("1024*x^10");
  }

  @Test
  void orderDependsOnNamesNotOnAge() {
    Expr y = Expr.param("y", Type.f64());
    Expr x = Expr.param("x", Type.f64());
    assertThat(print(y.mul(x.add(1)).mul(x).add(y.sin()))).isEqualTo("x*y*(x + 1) + sin(y)");
  }

  @Test
  void elementwiseRulesHoldForAnyShapeAndPrecision() {
    Expr x = Expr.param("x", Type.f32(2, 3));
    Expr e = Simplify.simplify(x.mul(0.1).add(x.mul(0.2)).mul(10));
    assertThat(e).isSameAs(x.mul(3));
    Expr sum = x.add(x).sum(0);
    assertThat(Simplify.simplify(sum)).isSameAs(x.mul(2).sum(0));
  }

  @Test
  void sharedRootsAreSimplifiedTogether() {
    Expr x = Expr.param("x", Type.f64());
    List<Expr> both = Simplify.simplify(List.of(x.add(x), x.add(x).sin()));
    assertThat(both.get(1).args().getFirst()).isSameAs(both.get(0));
  }

  @Test
  void stopsAndCallsStay() {
    Expr x = Expr.param("x", Type.f64());
    assertThat(Simplify.simplify(x.stop())).isSameAs(x.stop());
  }

  /// Neither depth nor length costs more than its number of nodes.
  @TestFactory
  Stream<DynamicTest> chains() {
    Expr x = Expr.param("x", Type.f64());
    record Chain(String name, UnaryOperator<Expr> link) {}
    return Stream.of(
            new Chain("nested calls", Expr::sin),
            new Chain("nested roots", Expr::sqrt),
            new Chain("sums of roots", e -> e.sqrt().add(1)),
            new Chain("sums of products", e -> e.mul(e.neg().add(1)).mul(3.7)),
            new Chain("shared sums", e -> e.add(e.sin())),
            new Chain("exponentials", e -> e.exp().mul(x)))
        .map(chain ->
            DynamicTest.dynamicTest(
                chain.name,
                () -> {
                  Expr e = x;
                  for (int i = 0; i < 3000; i++) {
                    e = chain.link.apply(e);
                  }
                  List<Expr> grad = Reverse.grad(e, List.of(x));
                  int nodes = Graph.nodes(grad).size();
                  assertThat(Graph.nodes(Simplify.simplify(grad)).size()).isLessThan(3 * nodes);
                }));
  }

  @Test
  void longSumsAndProductsAreCollectedInOneSweep() {
    Expr x = Expr.param("x", Type.f64());
    Expr sum = x;
    Expr product = x;
    for (int i = 0; i < 10_000; i++) {
      sum = sum.add(x);
      product = product.mul(x.sin());
    }
    assertThat(print(sum)).isEqualTo("10001*x");
    assertThat(print(product)).isEqualTo("x*sin(x)^10000");
  }

  /// All prefixes and suffixes of a product in one gradient: no swell.
  @Test
  void speelpenningDoesNotSwell() {
    List<Expr> x = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      x.add(Expr.param("x" + i, Type.f64()));
    }
    Expr y = x.stream().reduce(Expr::mul).orElseThrow();
    List<Expr> grad = Reverse.grad(y, x);
    int nodes = Graph.nodes(grad).size();
    assertThat(Graph.nodes(Simplify.simplify(grad)).size()).isLessThan(8 * nodes);
  }
}
