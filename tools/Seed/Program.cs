// Computes the seed data.
Console.WriteLine("seed");
