#include "simulate/sql_macros.h"

#include "base/format.h"
#include "base/random.h"
#include "base/time.h"

namespace auspex::simulate {
namespace {

std::string Macro(const std::string& head, const std::string& body) { return "CREATE OR REPLACE MACRO " + head + " AS " + body + ";\n"; }

/// A number in (0, 1) from `who`, a BIGINT, and `name`. hash() spreads a number well but several ones are only xored, so
/// every draw goes through it twice: once by itself, once xored with what name and seed make, which is a constant.
std::string Uniform(uint64_t seed, const std::string& who) {
  const std::string key = "hash('" + Hex(Mix(seed)) + "/' || name)";
  return "((CAST(hash(xor(hash(" + who + "), " + key + ")) >> 11 AS DOUBLE) + 0.5) / 9007199254740992.0)";
}

/// Box and Muller, "A note on the generation of random normal deviates" (Ann. Math. Stat. 29, 1958).
std::string Normal(const std::string& draw, const std::string& arguments) {
  return "(sqrt(-2.0 * ln(" + draw + "(" + arguments + ", name || '/length'))) * cos(6.283185307179586 * " + draw + "(" + arguments + ", name || '/angle')))";
}

/// How many of the 13 first steps of the Poisson distribution's cumulative law `u` has reached.
std::string Poisson() {
  std::string body, term = "1.0", sum = "1.0";
  for (int k = 1; k <= 13; ++k) {
    body += std::string(k == 1 ? "" : " + ") + "CAST(u >= exp(-mean) * (" + sum + ") AS INTEGER)";
    term += " * mean / " + std::to_string(k);
    sum += " + " + term;
  }
  return "(" + body + ")";
}

}  // namespace

std::string SqlMacros(const SqlSettings& settings) {
  const std::string first = std::to_string(settings.first_customer), last = std::to_string(settings.last_customer);
  const std::string month = "DATE '" + FormatDate(settings.first_month * kDay) + "'";
  // A period takes 4,096 numbers beside the customer's; the last one stands for none.
  const std::string customer = "CAST(customer AS BIGINT) * 4096";
  return Macro("months()", std::to_string(settings.months)) + Macro("first_month()", month) + Macro("faults()", std::to_string(settings.faults) + "::DOUBLE") +
         Macro("month_start(number)", "CAST(" + month + " + to_months(CAST(number - 1 AS INTEGER)) AS DATE)") +
         Macro("customers()", "TABLE SELECT range AS customer FROM range(" + first + ", " + last + " + 1)") +
         Macro("uniform(customer, name)", Uniform(settings.seed, customer + " + 4095")) +
         Macro("uniform_at(customer, period, name)", Uniform(settings.seed, customer + " + CAST(period AS BIGINT)")) +
         Macro("normal(customer, name)", Normal("uniform", "customer")) + Macro("normal_at(customer, period, name)", Normal("uniform_at", "customer, period")) +
         Macro("poisson(u, mean)", Poisson()) + Macro("choose(u, bounds)", "(1 + len(list_filter(bounds, lambda bound: bound <= u)))") +
         Macro("faulty(customer, period, name)", "(uniform_at(customer, period, 'fault/' || name) < faults())");
}

}  // namespace auspex::simulate
