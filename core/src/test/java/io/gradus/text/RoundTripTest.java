package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is printed is read back as the same function, also in Wolfram input form.
class RoundTripTest {
  private static final double[] NUMBERS = {
    1, 2, 3, -1, 0.5, 1.0 / 3, -2.0 / 7, 0.1, 1.5, -0.75, 0.044715, 12.5, Math.sqrt(2), 1e-12
  };
  private static final int TAME = NUMBERS.length - 1; // powers of 10⁻¹² would amplify rounding

  private final List<Expr> params =
      List.of(param("x"), param("y1"), param("alpha"), param("w_1_2"));

  private static Expr param(String name) {
    return Expr.param(name, Type.f64());
  }

  @ParameterizedTest
  @EnumSource(
      value = Notation.class,
      names = {"TEXT", "WOLFRAM"})
  void printedFormulasReadBack(Notation notation) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int i = 0; i < 3000; i++) {
      Expr e = random(random, random.nextInt(2, 12));
      check(notation, e, random);
      if (i % 4 == 0) {
        check(notation, Forward.derivative(e, params.getFirst()), random);
      }
    }
  }

  @Test
  void textIsAFixedPoint() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8);
    Map<String, Expr> known = known();
    for (int i = 0; i < 1000; i++) {
      String text = Printer.text(random(random, random.nextInt(2, 10)));
      String again = Printer.text(Reader.read(text, known).expr());
      assertThat(Printer.text(Reader.read(again, known).expr())).isEqualTo(again);
    }
  }

  private void check(Notation notation, Expr e, RandomGenerator random) {
    String text = notation.print(e);
    if (text.contains("NaN") || text.contains("Indeterminate") || text.startsWith("Module")) {
      return;
    }
    Expr back;
    try {
      back = Reader.read(text, known()).expr();
    } catch (ReadException wrong) {
      // Roots and logarithms of negative numbers are printed but refused as complex.
      assertThat(wrong).as(text).hasMessageContaining("complex");
      return;
    }
    // A product of the chain rule is printed as a plain one, where 0·∞ is not 0.
    boolean hasGate =
        Graph.nodes(List.of(e)).stream().anyMatch(n -> n.op().equals(new Bilinear.Mul(true)));
    for (int k = 0; k < 3; k++) {
      Map<String, Double> at = new HashMap<>();
      for (Expr p : params) {
        at.put(((Flat.Param) p.op()).name(), random.nextDouble(-2, 2));
      }
      double want = Formulas.value(e, at);
      double got = Formulas.value(back, at);
      boolean equal =
          Double.compare(want, got) == 0
              || Math.abs(want - got) <= 1e-9 * (1e-3 + Math.abs(want))
              || Double.isNaN(got) && hasGate
              || !Double.isFinite(want)
              || Math.abs(want) > 1e12;
      assertThat(equal).as("%s at %s: %s, read back as %s", text, at, want, got).isTrue();
    }
  }

  private Map<String, Expr> known() {
    Map<String, Expr> known = new HashMap<>();
    params.forEach(p -> known.put(((Flat.Param) p.op()).name(), p));
    return known;
  }

  private Expr random(RandomGenerator random, int size) {
    List<Expr> pool = new ArrayList<>(params);
    pool.add(Expr.pi(Type.f64()));
    for (int i = 0; i < size; i++) {
      Expr a = pick(random, pool);
      Expr b = random.nextInt(4) == 0 ? number(random) : pick(random, pool);
      pool.add(
          switch (random.nextInt(16)) {
            case 0, 1 -> a.add(b);
            case 2 -> a.sub(b);
            case 3, 4 -> a.mul(b);
            case 5 -> b.mul(a);
            case 6 -> a.div(b);
            case 7 -> b.div(a);
            case 8 -> a.neg();
            case 9 -> a.pow(NUMBERS[random.nextInt(TAME)]);
            case 10 -> a.abs().pow(pick(random, pool));
            case 11 -> a.gt(b).and(b.ge(params.getFirst())).select(a, b);
            case 12 -> a.max(b).add(a.gt(b));
            case 13 -> a.atan2(b);
            default -> a.apply(Unary.values()[random.nextInt(Unary.values().length)]);
          });
    }
    return pool.getLast();
  }

  private static Expr pick(RandomGenerator random, List<Expr> pool) {
    int recent = Math.max(0, pool.size() - 6);
    return pool.get(random.nextInt(recent, pool.size()));
  }

  private static Expr number(RandomGenerator random) {
    return Expr.fill(NUMBERS[random.nextInt(NUMBERS.length)], Type.f64());
  }
}
