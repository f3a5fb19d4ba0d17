package io.gradus.adbench;

import io.gradus.array.Array;

/// The objectives as plain loops over numbers, which share nothing with the expressions.
final class Plain {
  private Plain() {}

  static double gmm(Gmm g) {
    int n = g.x().shape().dim(0);
    int d = g.x().shape().dim(1);
    int k = g.alpha().size();
    int below = d * (d - 1) / 2;
    double f = -0.5 * n * d * Math.log(2 * Math.PI) - n * lse(g.alpha().doubles());
    for (int i = 0; i < n; i++) {
      double[] terms = new double[k];
      for (int c = 0; c < k; c++) {
        double[] z = new double[d];
        int next = c * below;
        for (int col = 0; col < d; col++) {
          double away = g.x().get(i * d + col) - g.mu().get(c * d + col);
          z[col] += Math.exp(g.q().get(c * d + col)) * away;
          for (int row = col + 1; row < d; row++) {
            z[row] += g.l().get(next++) * away;
          }
        }
        terms[c] = g.alpha().get(c);
        for (int j = 0; j < d; j++) {
          terms[c] += g.q().get(c * d + j) - 0.5 * z[j] * z[j];
        }
      }
      f += lse(terms);
    }
    double half = 0.5 * g.gamma() * g.gamma();
    for (double q : g.q().doubles()) {
      f += half * Math.exp(2 * q) - g.m() * q;
    }
    for (double l : g.l().doubles()) {
      f += half * l * l;
    }
    int freedom = d + g.m() + 1;
    double norm = freedom * d * (Math.log(g.gamma()) - 0.5 * Math.log(2));
    norm -= 0.25 * d * (d - 1) * Math.log(Math.PI);
    for (int j = 1; j <= d; j++) {
      norm -= logGammaOfHalf(freedom + 1 - j);
    }
    return f - k * norm;
  }

  private static double lse(double[] x) {
    double top = Double.NEGATIVE_INFINITY;
    for (double v : x) {
      top = Math.max(top, v);
    }
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v - top);
    }
    return top + Math.log(sum);
  }

  /// ln Γ(n/2), by Γ(a+1) = aΓ(a) from Γ(1) = 1 or Γ(½) = √π.
  private static double logGammaOfHalf(int n) {
    double sum = n % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
    for (double a = n % 2 == 0 ? 1 : 0.5; a < 0.5 * n; a++) {
      sum += Math.log(a);
    }
    return sum;
  }

  /// The error of observation `i`, two numbers.
  static double[] ba(Ba b, int i) {
    double[] c = b.cameras().at((int) b.camera().get(i)).doubles();
    double[] x = b.points().at((int) b.point().get(i)).doubles();
    double[] y = new double[3];
    for (int j = 0; j < 3; j++) {
      x[j] -= c[3 + j];
    }
    double angle = Math.sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]);
    double dot = (c[0] * x[0] + c[1] * x[1] + c[2] * x[2]) / angle;
    for (int j = 0; j < 3; j++) {
      int s = (j + 1) % 3;
      int t = (j + 2) % 3;
      double cross = c[s] * x[t] - c[t] * x[s];
      y[j] =
          angle == 0
              ? x[j] + cross
              : x[j] * Math.cos(angle)
                  + cross / angle * Math.sin(angle)
                  + c[j] / angle * dot * (1 - Math.cos(angle));
    }
    double u = y[0] / y[2];
    double v = y[1] / y[2];
    double r = u * u + v * v;
    double bent = c[6] * (1 + c[9] * r + c[10] * r * r);
    double w = b.weights().get(i);
    return new double[] {
      w * (bent * u + c[7] - b.features().get(2 * i)),
      w * (bent * v + c[8] - b.features().get(2 * i + 1))
    };
  }

  static double[] hand(Hand h) {
    double[] theta = h.theta().doubles();
    double[][] transforms = new double[22][];
    double[][] absolute = new double[22][];
    for (int bone = 0; bone < 22; bone++) {
      double[] here = h.model().relative().at(bone).doubles();
      int parent = Hand.Model.parent(bone);
      absolute[bone] = parent < 0 ? here : times(absolute[parent], here, 4);
      int finger = (bone - 1) / 4;
      int place = (bone - 1) % 4;
      if (bone > 0 && bone < 21 && place > 0) {
        int at = 6 + 4 * finger;
        double flexion = theta[place == 1 ? at : at + place];
        double abduction = place == 1 ? theta[at + 1] : 0;
        double c = Math.cos(abduction);
        double s = Math.sin(abduction);
        double[] z = {c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        c = Math.cos(flexion);
        s = Math.sin(flexion);
        double[] x = {1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0, 0, 0, 0, 1};
        absolute[bone] = times(absolute[bone], times(z, x, 4), 4);
      }
      transforms[bone] = times(absolute[bone], h.model().inverse().at(bone).doubles(), 4);
    }
    int n = h.points().shape().dim(0);
    double[] error = h.points().toDoubles();
    int sides = h.corners().size() / n;
    for (int i = 0; i < n; i++) {
      for (int side = 0; side < sides; side++) {
        double[] v = vertex(h, transforms, (int) h.corners().get(side * n + i));
        double share =
            sides == 1
                ? 1
                : side < 2 ? h.u().get(2 * i + side) : 1 - h.u().get(2 * i) - h.u().get(2 * i + 1);
        for (int j = 0; j < 3; j++) {
          error[3 * i + j] -= share * v[j];
        }
      }
    }
    return error;
  }

  private static double[] vertex(Hand h, double[][] transforms, int vertex) {
    double[] theta = h.theta().doubles();
    double[] v = new double[3];
    for (int bone = 0; bone < 22; bone++) {
      for (int i = 0; i < 12; i++) {
        v[i / 4] +=
            h.model().weights().at(bone).get(vertex)
                * transforms[bone][i]
                * h.model().positions().at(i % 4).get(vertex);
      }
    }
    double angle = Math.sqrt(theta[0] * theta[0] + theta[1] * theta[1] + theta[2] * theta[2]);
    double[] out = v;
    if (angle >= 1e-4) {
      double x = theta[0] / angle;
      double y = theta[1] / angle;
      double z = theta[2] / angle;
      double s = Math.sin(angle);
      double c = Math.cos(angle);
      double[] rotation = {
        x * x + (1 - x * x) * c,
        x * y * (1 - c) - z * s,
        x * z * (1 - c) + y * s,
        x * y * (1 - c) + z * s,
        y * y + (1 - y * y) * c,
        y * z * (1 - c) - x * s,
        x * z * (1 - c) - y * s,
        y * z * (1 - c) + x * s,
        z * z + (1 - z * z) * c
      };
      out = times(rotation, v, 3);
    }
    return new double[] {out[0] + theta[3], out[1] + theta[4], out[2] + theta[5]};
  }

  /// The product of an n×n matrix and a matrix of n rows.
  private static double[] times(double[] a, double[] b, int n) {
    int columns = b.length / n;
    double[] out = new double[b.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < n; k++) {
          out[i * columns + j] += a[i * n + k] * b[k * columns + j];
        }
      }
    }
    return out;
  }

  static double lstm(Lstm m) {
    int layers = m.main().shape().dim(0);
    int c = m.sequence().shape().dim(0);
    int b = m.sequence().shape().dim(1);
    double[] state = m.state().toDoubles();
    double loss = 0;
    for (int t = 0; t + 1 < c; t++) {
      double sum = 2;
      double[] y = new double[b];
      for (int j = 0; j < b; j++) {
        double x = m.sequence().get(t * b + j) * m.extra().get(j);
        for (int k = 0; k < layers; k++) {
          int h = 2 * k * b + j;
          double forget = logistic(gate(m.main(), b, k, 0, j, x));
          double in = logistic(gate(m.main(), b, k, 1, j, state[h]));
          double out = logistic(gate(m.main(), b, k, 2, j, x));
          double change = Math.tanh(gate(m.main(), b, k, 3, j, state[h]));
          state[h + b] = state[h + b] * forget + in * change;
          state[h] = out * Math.tanh(state[h + b]);
          x = state[h];
        }
        y[j] = x * m.extra().get(b + j) + m.extra().get(2 * b + j);
        sum += Math.exp(y[j]);
      }
      for (int j = 0; j < b; j++) {
        loss -= m.sequence().get((t + 1) * b + j) * (y[j] - Math.log(sum));
      }
    }
    return loss / ((c - 1) * b);
  }

  private static double gate(Array main, int b, int layer, int gate, int j, double x) {
    int weight = (8 * layer + gate) * b + j;
    return main.get(weight) * x + main.get(weight + 4 * b);
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
