package io.gradus.bench.plain;

import io.gradus.bench.child.Case;
import java.util.function.BiConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Billions of elements per second of an elementary function. Each loop is a method of its own,
/// because an operator of the Vector API has to be a constant where it is used.
final class Elementwise implements Case {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private final BiConsumer<float[], float[]> loop;
  private final float[] x = Inputs.positive();
  private final float[] y = new float[x.length];
  private int chunk;

  Elementwise(BiConsumer<float[], float[]> loop) {
    this.loop = loop;
  }

  @Override
  public double prepare() throws Exception {
    chunk = Case.warm(2, this::one);
    return y[y.length / 2];
  }

  @Override
  public double measure(double seconds) throws Exception {
    return 1e-9 * x.length * Case.rate(seconds, chunk, this::one);
  }

  private void one() {
    loop.accept(x, y);
  }

  static BiConsumer<float[], float[]> math(String name) {
    return switch (name) {
      case "exp" -> Elementwise::exp;
      case "log" -> Elementwise::log;
      case "tanh" -> Elementwise::tanh;
      case "sin" -> Elementwise::sin;
      default -> throw new IllegalArgumentException(name);
    };
  }

  static BiConsumer<float[], float[]> vector(String name) {
    return switch (name) {
      case "exp" -> Elementwise::exps;
      case "log" -> Elementwise::logs;
      case "tanh" -> Elementwise::tanhs;
      case "sin" -> Elementwise::sins;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void exp(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) Math.exp(x[i]);
    }
  }

  private static void log(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) Math.log(x[i]);
    }
  }

  private static void tanh(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) Math.tanh(x[i]);
    }
  }

  private static void sin(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) Math.sin(x[i]);
    }
  }

  private static void exps(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += S.length()) {
      FloatVector.fromArray(S, x, i).lanewise(VectorOperators.EXP).intoArray(y, i);
    }
  }

  private static void logs(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += S.length()) {
      FloatVector.fromArray(S, x, i).lanewise(VectorOperators.LOG).intoArray(y, i);
    }
  }

  private static void tanhs(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += S.length()) {
      FloatVector.fromArray(S, x, i).lanewise(VectorOperators.TANH).intoArray(y, i);
    }
  }

  private static void sins(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += S.length()) {
      FloatVector.fromArray(S, x, i).lanewise(VectorOperators.SIN).intoArray(y, i);
    }
  }
}
