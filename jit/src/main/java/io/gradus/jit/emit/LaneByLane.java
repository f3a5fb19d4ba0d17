package io.gradus.jit.emit;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/// Functions of `Math` on vectors, one lane at a time: for the rare arguments that vector code does
/// not cover. Called by emitted code only.
final class LaneByLane {
  private LaneByLane() {}

  static FloatVector apply(FloatVector x, String function) {
    float[] lanes = x.toArray();
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (float) at(function, lanes[i]);
    }
    return FloatVector.fromArray(x.species(), lanes, 0);
  }

  static DoubleVector apply(DoubleVector x, String function) {
    double[] lanes = x.toArray();
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = at(function, lanes[i]);
    }
    return DoubleVector.fromArray(x.species(), lanes, 0);
  }

  private static double at(String function, double x) {
    return switch (function) {
      case "sin" -> Math.sin(x);
      case "cos" -> Math.cos(x);
      default -> throw new IllegalArgumentException(function);
    };
  }
}
