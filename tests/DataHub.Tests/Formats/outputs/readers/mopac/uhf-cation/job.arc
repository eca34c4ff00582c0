

                     SUMMARY OF  PM7 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:20:02 2026

           Empirical Formula: H2 O  =     3 atoms

 PM7 UHF CHARGE=1 AUX(PRECISION=8) THREADS=1
 water cation



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        212.54282 KCAL/MOL =     889.27918 KJ/MOL
          GRADIENT NORM           =          0.41323          =       0.23858 PER ATOM
          DIPOLE                  =          2.04051 DEBYE   POINT GROUP:  C2v 
          (SZ)                    =          0.500000
          (S**2)                  =          0.757277
          NO. OF ALPHA ELECTRONS  =          4
          NO. OF BETA  ELECTRONS  =          3
          CHARGE ON SYSTEM        =         +1
          IONIZATION POTENTIAL    =         24.011325 EV
          ALPHA SOMO LUMO (EV)    =        -24.011 -6.591
          BETA  SOMO LUMO (EV)    =        -24.189-11.429
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         44.03 SQUARE ANGSTROMS
          COSMO VOLUME            =         26.37 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.57909
            H     2    O     1     0.68262
            H     2    H     3     0.00000
          SCF CALCULATIONS        =          6
          WALL-CLOCK TIME         =      0.008 SECONDS
          COMPUTATION TIME        =      0.007 SECONDS


          FINAL GEOMETRY OBTAINED
 PM7 UHF CHARGE=1 AUX(PRECISION=8) THREADS=1
 water cation

  O     0.00000000 +1  -0.00000000 +1   0.14942380 +1
  H     0.00000000 +1   0.78954276 +1  -0.53319412 +1
  H     0.00000000 +1  -0.78954276 +1  -0.53319412 +1

