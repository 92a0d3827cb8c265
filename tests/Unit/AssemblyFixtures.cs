[assembly: AssemblyFixture(typeof(QuickRetries))]
