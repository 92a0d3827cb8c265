# What scripts rely on: a change of it is a decision, made by changing PublicSurface.txt as well.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')

    # How a parameter takes part in a set: ! mandatory, @n position, < from the pipeline, . by property name.
    function Get-SetText($Sets) {
        foreach ($set in $Sets.GetEnumerator() | Sort-Object Key) {
            $how = @(
                if ($set.Value.IsMandatory) { '!' }
                if ($set.Value.Position -ge 0) { "@$($set.Value.Position)" }
                if ($set.Value.ValueFromPipeline) { '<' }
                if ($set.Value.ValueFromPipelineByPropertyName) { '.' }
            )
            "$($set.Key)$($how -join '')"
        }
    }

    function Get-Surface {
        $commands = Get-Command -Module HiveMQBackup | Sort-Object Name
        foreach ($command in $commands) {
            "$($command.Name) [$(($command.OutputType.Name | Sort-Object) -join ', ')] default set $($command.DefaultParameterSet)"
            $own = $command.Parameters.Values | Where-Object Name -NotIn ([System.Management.Automation.PSCmdlet]::CommonParameters)
            foreach ($parameter in $own | Sort-Object Name) {
                $aliases = if ($parameter.Aliases.Count) { " ($(($parameter.Aliases | Sort-Object) -join ', '))" }
                "  -$($parameter.Name)$aliases $($parameter.ParameterType.Name): $((Get-SetText $parameter.ParameterSets) -join ' ')"
            }
        }
        foreach ($type in $commands | ForEach-Object { $_.OutputType.Type } | Sort-Object FullName -Unique) {
            "$($type.FullName): $(($type.GetProperties() | ForEach-Object { "$($_.Name) $($_.PropertyType)" } | Sort-Object) -join ', ')"
        }
        $client = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'HiveMQBackup.Client' } | Select-Object -First 1
        "Error ids: $(([Enum]::GetNames($client.GetType('HiveMQBackup.Client.ErrorCode')) | Sort-Object) -join ', ')"
    }
}

Describe 'The public surface' {
    It 'is the recorded one' {
        $recorded = Get-Content (Join-Path $PSScriptRoot 'PublicSurface.txt')
        $changes = Compare-Object $recorded @(Get-Surface) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" }
        $changes | Should -BeNullOrEmpty
    }
}
