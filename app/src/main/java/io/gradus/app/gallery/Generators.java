package io.gradus.app.gallery;

import io.gradus.array.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Tables that programs learn from, the same ones each time.
final class Generators {
  private Generators() {}

  /// The four rows of exclusive or.
  static Sheet xor() {
    return Sheet.of("a,b,y", 4, 1, d -> List.of(d.row() % 2, d.row() / 2, (d.row() + 1) / 2 % 2));
  }

  /// Clouds at the corners of a square; opposite ones are one class.
  static Sheet noisyXor(int rows, double noise) {
    return Sheet.of(
        "x1,x2,class",
        rows,
        2,
        d -> {
          int a = d.below(2);
          int b = d.below(2);
          return List.of(a + d.normal(noise), b + d.normal(noise), a == b ? "same" : "different");
        });
  }

  /// Two half circles that interlock.
  static Sheet moons(int rows, double noise) {
    return Sheet.of(
        "x1,x2,class",
        rows,
        3,
        d -> {
          boolean upper = d.row() % 2 == 0;
          double angle = d.between(0, Math.PI);
          double x = upper ? Math.cos(angle) : 1 - Math.cos(angle);
          double y = upper ? Math.sin(angle) : 0.5 - Math.sin(angle);
          return List.of(x + d.normal(noise), y + d.normal(noise), upper ? "upper" : "lower");
        });
  }

  /// Two spirals around each other.
  static Sheet spirals(int rows) {
    return Sheet.of(
        "x1,x2,class",
        rows,
        4,
        d -> {
          int arm = d.row() % 2;
          double r = Math.sqrt(d.between(0.02, 1));
          double angle = 5 * r + Math.PI * arm;
          return List.of(
              r * Math.cos(angle) + d.normal(0.03),
              r * Math.sin(angle) + d.normal(0.03),
              arm == 0 ? "first" : "second");
        });
  }

  /// Rings around the origin, one for each class.
  static Sheet rings(int rows, int classes, double noise) {
    return Sheet.of(
        "x1,x2,class",
        rows,
        5,
        d -> {
          int ring = d.row() % classes;
          double angle = d.between(0, 2 * Math.PI);
          double r = 1 + 2 * ring + d.normal(noise);
          return List.of(r * Math.cos(angle), r * Math.sin(angle), "ring" + ring);
        });
  }

  /// A normal cloud for each class, its center drawn in a cube.
  static Sheet blobs(int rows, int classes, int features, double noise, long seed) {
    return Sheet.of(
        names(features) + ",class",
        rows,
        seed,
        d -> {
          int k = d.row() % classes;
          Draw center = new Draw(Key.of(seed).fold(-1 - k), k);
          List<Object> row = new ArrayList<>();
          for (int j = 0; j < features; j++) {
            row.add(center.between(-3, 3) + d.normal(noise));
          }
          row.add("class" + k);
          return row;
        });
  }

  /// The squares of a board in two colors.
  static Sheet checkerboard(int rows, int side) {
    return Sheet.of(
        "x1,x2,class",
        rows,
        6,
        d -> {
          double x = d.between(0, side);
          double y = d.between(0, side);
          return List.of(x, y, ((int) x + (int) y) % 2 == 0 ? "black" : "white");
        });
  }

  /// A cloud on each point of a grid, each a class.
  static Sheet grid(int rows, int side, double noise) {
    return Sheet.of(
        "x1,x2,class",
        rows,
        7,
        d -> {
          int k = d.row() % (side * side);
          return List.of(
              k % side + d.normal(noise), k / side + d.normal(noise), "cell" + (char) ('a' + k));
        });
  }

  /// Two classes of which one is rarer.
  static Sheet unequal(int rows, double share) {
    return Sheet.of(
        "x1,x2,x3,class",
        rows,
        8,
        d -> {
          boolean rare = d.between(0, 1) < share;
          double shift = rare ? 2.2 : 0;
          return List.of(
              shift + d.normal(1), -shift + d.normal(1), d.normal(1), rare ? "rare" : "usual");
        });
  }

  /// A function of features that are uniform in a range.
  static Sheet function(
      int rows, int features, double low, double high, Function<double[], Double> f, double noise) {
    return Sheet.of(
        names(features) + ",y",
        rows,
        9 + features,
        d -> {
          double[] x = new double[features];
          List<Object> row = new ArrayList<>();
          for (int j = 0; j < features; j++) {
            x[j] = d.between(low, high);
            row.add(x[j]);
          }
          row.add(f.apply(x) + d.normal(noise));
          return row;
        });
  }

  /// The first function of Friedman 1991, of five features among ten.
  static double friedman(double[] x) {
    return 10 * Math.sin(Math.PI * x[0] * x[1])
        + 20 * Math.pow(x[2] - 0.5, 2)
        + 10 * x[3]
        + 5 * x[4];
  }

  /// Position and height of a point on a lever, two numbers to predict.
  static Sheet lever(int rows) {
    return Sheet.of(
        "length,angle,lift,x,height",
        rows,
        20,
        d -> {
          double length = d.between(1, 3);
          double angle = d.between(-1.5, 1.5);
          double lift = d.between(0, 2);
          return List.of(
              length,
              angle,
              lift,
              length * Math.cos(angle) + d.normal(0.05),
              length * Math.sin(angle) + lift + d.normal(0.05));
        });
  }

  /// Three yes-or-no questions about a point.
  static Sheet labels(int rows) {
    return Sheet.of(
        "x1,x2,right,outside,above",
        rows,
        21,
        d -> {
          double x = d.between(-1, 1);
          double y = d.between(-1, 1);
          return List.of(x, y, yes(x > 0.1), yes(x * x + y * y > 0.6), yes(y > x * x - 0.3));
        });
  }

  private static String yes(boolean answer) {
    return answer ? "yes" : "no";
  }

  /// Orders that come late or not, by numbers and categories; one column is always the same.
  static Sheet orders(int rows) {
    List<String> carriers = List.of("van", "ship", "plane");
    List<String> regions = List.of("north", "south", "east", "west");
    return Sheet.of(
        "carrier,region,weight,distance,currency,late",
        rows,
        22,
        d -> {
          int carrier = d.below(3);
          int region = d.below(4);
          double weight = d.between(1, 40);
          double distance = d.between(50, 2000);
          double score =
              0.004 * distance + 0.08 * weight - 3 * carrier + (region == 1 ? 2 : -1) - 1.5;
          return List.of(
              carriers.get(carrier),
              regions.get(region),
              weight,
              distance,
              1,
              yes(score + d.normal(0.8) > 0));
        });
  }

  /// The names x1 … xn.
  private static String names(int features) {
    List<String> names = new ArrayList<>();
    for (int j = 1; j <= features; j++) {
      names.add("x" + j);
    }
    return String.join(",", names);
  }
}
